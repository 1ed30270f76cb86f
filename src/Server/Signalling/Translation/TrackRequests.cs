using System.Collections.Immutable;
using Switchroom.Rooms.Membership;
using Wire = Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Translation;

/// <summary>What a client says of tracks, in the rooms' terms.</summary>
internal static class TrackRequests
{
    public static TrackRequest Of(Wire.AddTrackRequest request) => new()
    {
        Cid = request.Cid,
        TrackId = request.Sid.Length > 0 ? request.Sid : null,
        Name = request.Name,
        Kind = request.Type == Wire.TrackType.Video ? TrackKind.Video : TrackKind.Audio,
        Source = Enum.IsDefined(request.Source) ? (TrackSource)(int)request.Source : TrackSource.Unknown,
        Muted = request.Muted,
        Width = Pixels(request.Width),
        Height = Pixels(request.Height),
        Layers = LayersOf(request.Layers.Count > 0 ? request.Layers : request.SimulcastCodecs.FirstOrDefault()?.Layers ?? request.Layers),
        Codecs = [.. request.SimulcastCodecs.Where(codec => codec.Codec.Length > 0).Select(codec => new PublishedCodec(MimeType(codec.Codec, request.Type), codec.Cid))],
        DisableDtx = request.DisableDtx || request.AudioFeatures.Contains(Wire.AudioTrackFeature.NoDtx),
        DisableRed = request.DisableRed,
        Stereo = request.Stereo || request.AudioFeatures.Contains(Wire.AudioTrackFeature.Stereo),
        Stream = request.Stream,
        Encryption = (int)request.Encryption,
        AudioFeatures = [.. request.AudioFeatures.Select(feature => (int)feature)],
    };

    public static ImmutableArray<VideoLayer> LayersOf(IEnumerable<Wire.VideoLayer> layers) =>
        [.. layers.Where(layer => Enum.IsDefined(layer.Quality)).Select(LayerOf).OrderBy(layer => layer.Quality)];

    public static TrackSettings SettingsOf(Wire.UpdateTrackSettings settings) => new()
    {
        Disabled = settings.Disabled,
        Quality = Enum.IsDefined(settings.Quality) ? (VideoQuality)(int)settings.Quality : VideoQuality.High,
        Width = Pixels(settings.Width),
        Height = Pixels(settings.Height),
        Fps = Pixels(settings.Fps),
        Priority = Pixels(settings.Priority),
    };

    private static VideoLayer LayerOf(Wire.VideoLayer layer) =>
        new((VideoQuality)(int)layer.Quality, Pixels(layer.Width), Pixels(layer.Height), (int)Math.Min(layer.Bitrate, int.MaxValue)) { Ssrc = layer.Ssrc };

    /// <summary>Clients name a codec <c>vp8</c> as well as <c>video/VP8</c>.</summary>
    private static string MimeType(string codec, Wire.TrackType type)
    {
        if (codec.Contains('/'))
        {
            return codec;
        }

        string name = codec.ToLowerInvariant() switch
        {
            "opus" => "opus",
            "red" => "red",
            var other => other.ToUpperInvariant(),
        };
        return $"{(type == Wire.TrackType.Video ? "video" : "audio")}/{name}";
    }

    private static int Pixels(uint value) => (int)Math.Min(value, 65_535);
}
