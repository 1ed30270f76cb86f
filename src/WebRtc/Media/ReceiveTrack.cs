namespace Switchroom.WebRtc.Media;

/// <summary>One m-line on which the peer sends: what it announced and what we accepted. Lives until its m-line is taken for something else.</summary>
public sealed class ReceiveTrack
{
    internal ReceiveTrack(string mid, TrackKind kind)
    {
        Mid = mid;
        Kind = kind;
    }

    /// <summary>The identification of the m-line (RFC 5888).</summary>
    public string Mid { get; }

    /// <summary>Audio or video.</summary>
    public TrackKind Kind { get; }

    /// <summary>The peer's MediaStream id from <c>a=msid</c>; empty when it said none.</summary>
    public string StreamId { get; internal set; } = "";

    /// <summary>The peer's MediaStreamTrack id from <c>a=msid</c> (LiveKit's <c>cid</c>); empty when it said none.</summary>
    public string TrackId { get; internal set; } = "";

    /// <summary>Simulcast layers by rid, in the order offered (Chrome: lowest first); empty without simulcast.</summary>
    public IReadOnlyList<string> Rids { get; internal set; } = [];

    /// <summary>Accepted codecs, in order of preference.</summary>
    public IReadOnlyList<NegotiatedCodec> Codecs { get; internal set; } = [];

    /// <summary>Streams that have arrived: one, or one for each simulcast layer.</summary>
    public IReadOnlyList<ReceiveStream> Streams => StreamList;

    /// <summary>Whether the peer's last description still sends on this m-line.</summary>
    public bool IsActive { get; internal set; }

    internal List<ReceiveStream> StreamList { get; } = [];
}
