namespace Switchroom.TestKit.Peers;

/// <summary>An m-line that a <see cref="TestPeer"/> offers.</summary>
/// <param name="Mid">Its mid.</param>
/// <param name="Kind">audio or video.</param>
/// <param name="Ssrc">The SSRC it sends; 0 when it only receives.</param>
/// <param name="Direction">As in SDP.</param>
public sealed record TestMedia(string Mid, string Kind, uint Ssrc, string Direction = "sendonly")
{
    /// <summary>The SSRC of its retransmissions.</summary>
    public uint RtxSsrc => Ssrc + 1;

    /// <summary>Simulcast layers; each sends with <see cref="Ssrc"/> plus ten times its index.</summary>
    public IReadOnlyList<string> Rids { get; init; } = [];

    /// <summary>Lines of its payload types, without CRLF; the usual browser set when null.</summary>
    public IReadOnlyList<string>? CodecLines { get; init; }

    /// <summary>Port in the m-line; 0 stops it.</summary>
    public int Port { get; init; } = 9;
}
