using Switchroom.Rooms.Membership;
using Wire = Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Translation;

/// <summary>A track as clients see it.</summary>
internal static class TrackInfo
{
    public static Wire.TrackInfo Of(TrackSnapshot track)
    {
        TrackRequest request = track.Request;
        Wire.TrackInfo info = new()
        {
            Sid = track.TrackId,
            Type = track.Kind == TrackKind.Audio ? Wire.TrackType.Audio : Wire.TrackType.Video,
            Source = (Wire.TrackSource)(int)request.Source,
            Name = request.Name,
            Muted = track.Muted,
            Width = (uint)track.Width,
            Height = (uint)track.Height,
            Simulcast = track.Simulcast,
            MimeType = track.MimeType,
            Mid = track.Mid,
            DisableDtx = request.DisableDtx,
            DisableRed = request.DisableRed,
            Stereo = request.Stereo,
            Stream = request.Stream,
            Encryption = (Wire.EncryptionType)request.Encryption,
            AudioFeatures = { request.AudioFeatures.Select(feature => (Wire.AudioTrackFeature)feature) },
            Layers = { track.Layers.Select(LayerOf) },
        };
        info.Codecs.Add(CodecsOf(track));
        return info;
    }

    public static Wire.VideoLayer LayerOf(VideoLayer layer) => new()
    {
        Quality = (Wire.VideoQuality)(int)layer.Quality,
        Width = (uint)layer.Width,
        Height = (uint)layer.Height,
        Bitrate = (uint)layer.Bitrate,
        Ssrc = layer.Ssrc,
    };

    private static IEnumerable<Wire.SimulcastCodecInfo> CodecsOf(TrackSnapshot track)
    {
        if (track.Request.Codecs.Length == 0)
        {
            return [CodecOf(track, track.MimeType, track.Request.Cid)];
        }

        return track.Request.Codecs.Select(codec => CodecOf(track, codec.MimeType, codec.Cid));
    }

    private static Wire.SimulcastCodecInfo CodecOf(TrackSnapshot track, string mimeType, string cid) => new()
    {
        MimeType = mimeType,
        Cid = cid,
        Mid = track.Mid,
        Layers = { track.Layers.Select(LayerOf) },
        VideoLayerMode = track.Kind == TrackKind.Video
            ? Wire.VideoLayer.Types.Mode.OneSpatialLayerPerStream
            : Wire.VideoLayer.Types.Mode.Unused,
    };
}
