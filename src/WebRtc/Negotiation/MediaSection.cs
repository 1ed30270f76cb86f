using Switchroom.WebRtc.Media;

namespace Switchroom.WebRtc.Negotiation;

/// <summary>One m-line through all descriptions of a session: its place never changes, its mid only when it was rejected in between.</summary>
internal sealed class MediaSection(string mid, TrackKind? kind)
{
    internal string Mid { get; set; } = mid;

    /// <summary>Null for the data channels' m-line, and for kinds that we reject.</summary>
    internal TrackKind? Kind { get; set; } = kind;

    internal bool IsData { get; set; }

    /// <summary>The m-line's media word and protocol, to mirror those of m-lines that we reject.</summary>
    internal string MediaWord { get; init; } = kind == TrackKind.Audio ? "audio" : kind == TrackKind.Video ? "video" : "application";

    internal ReceiveTrack? Receive { get; set; }

    internal SendTrack? Send { get; set; }

    internal bool Rejected { get; set; }

    /// <summary>Whether the peer's last offer would take media on it.</summary>
    internal bool PeerReceives { get; set; }

    /// <summary>
    /// Set when a track that was described here ended: one description must say so before the next track comes, or the peer's receiver would not notice that it is
    /// another (WebRTC section 4.4.1.5: a track is announced where a section begins to receive).
    /// </summary>
    internal bool Rests { get; set; }

    /// <summary>Extensions the peer knows in this m-line, by URI.</summary>
    internal HashSet<string> Extensions { get; } = [];

    internal bool HasTransportFeedback { get; set; }
}
