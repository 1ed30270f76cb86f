using System.Buffers.Binary;

namespace Switchroom.Rtp.Rtcp;

/// <summary>Writes a compound into a buffer, message by message. A message that does not fit is left out whole.</summary>
public ref struct RtcpWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Octets written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Octets that are still free.</summary>
    public readonly int Room => _buffer.Length - Length;

    /// <summary>Writes the header of a packet and hands out its body.</summary>
    internal bool TryBegin(RtcpType type, int count, int bodyLength, out Span<byte> body)
    {
        body = default;
        if (Room < RtcpPacket.HeaderLength + bodyLength)
        {
            return false;
        }

        var packet = _buffer.Slice(Length, RtcpPacket.HeaderLength + bodyLength);
        packet[0] = (byte)((RtpPacket.Version << 6) | count);
        packet[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(bodyLength / 4));
        body = packet[RtcpPacket.HeaderLength..];
        Length += packet.Length;
        return true;
    }

    /// <summary>As above for feedback, with its two sources written (RFC 4585 section 6.1).</summary>
    internal bool TryBeginFeedback(RtcpType type, int format, Ssrc sender, Ssrc media, int controlLength, out Span<byte> control)
    {
        control = default;
        if (!TryBegin(type, format, 8 + controlLength, out var body))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(body, sender.Value);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], media.Value);
        control = body[8..];
        return true;
    }
}
