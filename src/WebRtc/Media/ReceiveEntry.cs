namespace Switchroom.WebRtc.Media;

/// <summary>What an SSRC is to us.</summary>
/// <param name="Stream">The stream that its packets belong to.</param>
/// <param name="IsRtx">Whether the SSRC carries the stream's retransmissions.</param>
internal sealed record ReceiveEntry(ReceiveStream Stream, bool IsRtx);
