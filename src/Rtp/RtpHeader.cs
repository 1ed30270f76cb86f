using System.Buffers.Binary;

namespace Switchroom.Rtp;

/// <summary>The fields of an RTP header that a sender chooses for every packet.</summary>
/// <param name="PayloadType">What the payload is.</param>
/// <param name="SequenceNumber">Counts packets.</param>
/// <param name="Timestamp">Media time in ticks of the payload's clock.</param>
/// <param name="Ssrc">Who sends.</param>
/// <param name="Marker">The marker bit.</param>
public readonly record struct RtpHeader(PayloadType PayloadType, ushort SequenceNumber, uint Timestamp, Ssrc Ssrc, bool Marker = false)
{
    /// <summary>The fields of a parsed packet.</summary>
    public static RtpHeader Of(in RtpPacket packet) =>
        new(packet.PayloadType, packet.SequenceNumber, packet.Timestamp, packet.Ssrc, packet.Marker);

    /// <summary>Writes the 12 octets of a header without CSRCs, extension and padding.</summary>
    /// <returns><see cref="RtpPacket.FixedHeaderLength"/>, where the payload goes.</returns>
    public int Write(Span<byte> buffer)
    {
        buffer[0] = RtpPacket.Version << 6;
        buffer[1] = (byte)(PayloadType.Value | (Marker ? 0x80 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], SequenceNumber);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[8..], Ssrc.Value);
        return RtpPacket.FixedHeaderLength;
    }
}
