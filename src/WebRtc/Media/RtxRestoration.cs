using System.Buffers.Binary;
using Switchroom.Rtp;

namespace Switchroom.WebRtc.Media;

/// <summary>Turns a retransmission packet back into the packet it repeats (RFC 4588 section 4), in place.</summary>
internal static class RtxRestoration
{
    private const int OriginalSequenceLength = 2;

    /// <summary>Restores the packet; false for probing padding that repeats nothing.</summary>
    /// <param name="buffer">The decrypted RTX packet.</param>
    /// <param name="headerLength">Its header with extensions.</param>
    /// <param name="ssrc">The media's SSRC.</param>
    /// <param name="payloadType">The media's payload type.</param>
    /// <param name="restored">The original packet, a part of <paramref name="buffer"/>.</param>
    internal static bool TryRestore(Span<byte> buffer, int headerLength, uint ssrc, byte payloadType, out Span<byte> restored)
    {
        restored = default;
        var padding = (buffer[0] & 0x20) != 0 ? buffer[^1] : 0;
        if (buffer.Length - headerLength - padding <= OriginalSequenceLength)
        {
            return false;
        }

        // The original sequence number leads the payload: overwrite it by moving the header up.
        var original = BinaryPrimitives.ReadUInt16BigEndian(buffer[headerLength..]);
        buffer[..headerLength].CopyTo(buffer[OriginalSequenceLength..]);
        restored = buffer[OriginalSequenceLength..];
        restored[1] = (byte)((restored[1] & 0x80) | payloadType);
        BinaryPrimitives.WriteUInt16BigEndian(restored[2..], original);
        BinaryPrimitives.WriteUInt32BigEndian(restored[8..], ssrc);
        return headerLength >= RtpPacket.FixedHeaderLength;
    }
}
