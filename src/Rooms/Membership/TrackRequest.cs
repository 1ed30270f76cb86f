using System.Collections.Immutable;

namespace Switchroom.Rooms.Membership;

/// <summary>What a client says of a track before it sends it (LiveKit's <c>AddTrackRequest</c>).</summary>
public sealed record TrackRequest
{
    /// <summary>The client's own id of the track: the track id in the <c>msid</c> of its offer.</summary>
    public required string Cid { get; init; }

    /// <summary>The id it wishes for (when it republishes after a full reconnect); null for a new one.</summary>
    public string? TrackId { get; init; }

    /// <summary>A name people may see.</summary>
    public string Name { get; init; } = "";

    /// <summary>Sound or picture.</summary>
    public TrackKind Kind { get; init; }

    /// <summary>Where it comes from.</summary>
    public TrackSource Source { get; init; }

    /// <summary>Published muted.</summary>
    public bool Muted { get; init; }

    /// <summary>Width of the picture in pixels; 0 unknown.</summary>
    public int Width { get; init; }

    /// <summary>Height of the picture in pixels; 0 unknown.</summary>
    public int Height { get; init; }

    /// <summary>The layers it will send, lowest first; empty for a single one.</summary>
    public ImmutableArray<VideoLayer> Layers { get; init; } = [];

    /// <summary>The same picture in several codecs, preferred first; empty for one codec chosen by the offer.</summary>
    public ImmutableArray<PublishedCodec> Codecs { get; init; } = [];

    /// <summary>No discontinuous transmission.</summary>
    public bool DisableDtx { get; init; }

    /// <summary>No redundant audio (RFC 2198).</summary>
    public bool DisableRed { get; init; }

    /// <summary>Two channels.</summary>
    public bool Stereo { get; init; }

    /// <summary>The stream it belongs to, for lip-sync grouping; empty for its own.</summary>
    public string Stream { get; init; } = "";

    /// <summary>The publisher's end-to-end encryption as LiveKit numbers it (0 none, 1 GCM, 2 custom); passed through.</summary>
    public int Encryption { get; init; }

    /// <summary>LiveKit's audio feature numbers; passed through.</summary>
    public ImmutableArray<int> AudioFeatures { get; init; } = [];

    /// <summary>The permission its kind needs, to send and to receive.</summary>
    public MediaKinds MediaKind => (Source, Kind) switch
    {
        (TrackSource.Microphone, _) => MediaKinds.Audio,
        (TrackSource.Camera, _) => MediaKinds.Video,
        (TrackSource.ScreenShareAudio, _) => MediaKinds.ScreenAudio,
        (TrackSource.ScreenShare, _) => MediaKinds.ScreenVideo,
        (_, TrackKind.Audio) => MediaKinds.CustomAudio,
        _ => MediaKinds.CustomVideo,
    };
}

/// <summary>One of several codecs a picture is published in.</summary>
/// <param name="MimeType">The codec as in SDP, e.g. <c>video/VP8</c>.</param>
/// <param name="Cid">The client's id of this codec's track.</param>
public sealed record PublishedCodec(string MimeType, string Cid);

/// <summary>One layer of a picture.</summary>
/// <param name="Quality">Its rank.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Bitrate">Target in bit/s; 0 unknown.</param>
public sealed record VideoLayer(VideoQuality Quality, int Width, int Height, int Bitrate)
{
    /// <summary>The layer's SSRC when the client signals it; 0 otherwise.</summary>
    public uint Ssrc { get; init; }
}

/// <summary>Sound or picture.</summary>
public enum TrackKind
{
    /// <summary>Sound.</summary>
    Audio,

    /// <summary>Picture.</summary>
    Video,
}

/// <summary>Where a track comes from.</summary>
public enum TrackSource
{
    /// <summary>Anything else; Daily's custom tracks.</summary>
    Unknown,

    /// <summary>A camera.</summary>
    Camera,

    /// <summary>A microphone, or a phone's audio.</summary>
    Microphone,

    /// <summary>A shared screen.</summary>
    ScreenShare,

    /// <summary>A shared screen's sound.</summary>
    ScreenShareAudio,
}

/// <summary>The rank of a layer; which one a subscriber wants.</summary>
public enum VideoQuality
{
    /// <summary>Smallest.</summary>
    Low,

    /// <summary>Middle.</summary>
    Medium,

    /// <summary>Largest.</summary>
    High,

    /// <summary>None.</summary>
    Off,
}
