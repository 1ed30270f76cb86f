namespace Switchroom.WebRtc;

/// <summary>
/// A datagram to send. <see cref="Buffer"/> comes from the peer's <see cref="DatagramPool"/> and is the taker's until it calls
/// <see cref="DatagramPool.Return"/>; the bytes are not framed for TCP (see <see cref="Ice.IceTcpFraming"/>).
/// </summary>
/// <param name="Buffer">A pinned buffer that holds the datagram from index 0.</param>
/// <param name="Length">Bytes of the datagram.</param>
/// <param name="Path">Where to send it.</param>
public readonly record struct OutgoingDatagram(byte[] Buffer, int Length, TransportPath Path)
{
    /// <summary>The datagram.</summary>
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Length);
}
