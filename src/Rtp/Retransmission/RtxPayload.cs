using System.Buffers.Binary;

namespace Switchroom.Rtp.Retransmission;

// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |              OSN              |  original sequence number
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |  original RTP packet payload  |

/// <summary>The payload of a retransmission (RFC 4588 section 4).</summary>
public static class RtxPayload
{
    /// <summary>Octets in front of the original payload.</summary>
    public const int HeaderLength = 2;

    /// <summary>Splits a retransmission; false for one without content, which serves as padding.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out ushort originalSequence, out ReadOnlySpan<byte> original)
    {
        var valid = payload.Length > HeaderLength;
        originalSequence = valid ? BinaryPrimitives.ReadUInt16BigEndian(payload) : (ushort)0;
        original = valid ? payload[HeaderLength..] : default;
        return valid;
    }

    /// <summary>Writes a retransmission's payload.</summary>
    /// <returns>Octets written; 0 when the buffer is too small.</returns>
    public static int Write(Span<byte> buffer, ushort originalSequence, ReadOnlySpan<byte> original)
    {
        if (buffer.Length < HeaderLength + original.Length)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(buffer, originalSequence);
        original.CopyTo(buffer[HeaderLength..]);
        return HeaderLength + original.Length;
    }
}
