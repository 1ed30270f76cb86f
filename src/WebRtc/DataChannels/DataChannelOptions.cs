namespace Switchroom.WebRtc.DataChannels;

/// <summary>How a data channel carries messages (RFC 8832 section 5.1).</summary>
/// <param name="Label">Its label.</param>
/// <param name="Ordered">Whether messages arrive in the order sent.</param>
/// <param name="MaxRetransmits">Transmissions after the first before a message is given up; null is reliable.</param>
/// <param name="MaxLifetime">Time before a message is given up; null is reliable. Not together with <paramref name="MaxRetransmits"/>.</param>
/// <param name="Protocol">The sub-protocol, usually empty.</param>
public sealed record DataChannelOptions(
    string Label, bool Ordered = true, int? MaxRetransmits = null, TimeSpan? MaxLifetime = null, string Protocol = "");
