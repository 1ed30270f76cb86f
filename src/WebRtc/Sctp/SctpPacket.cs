using System.Buffers.Binary;

namespace Switchroom.WebRtc.Sctp;

/// <summary>
/// A packet over its bytes: the common header (ports, verification tag, checksum) and chunks (RFC 9260 section 3).
/// </summary>
internal ref struct SctpPacket
{
    internal const int HeaderLength = 12;
    internal const int ChunkHeaderLength = 4;

    /// <summary>Largest packet made here: with DTLS around it, it fits what every path carries.</summary>
    internal const int MaxLength = 1160;

    private ReadOnlySpan<byte> _rest;

    private SctpPacket(ReadOnlySpan<byte> packet)
    {
        VerificationTag = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        _rest = packet[HeaderLength..];
    }

    internal uint VerificationTag { get; }

    /// <summary>Reads the header; a packet with a wrong checksum is not one.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> packet, out SctpPacket parsed)
    {
        parsed = default;
        if (packet.Length < HeaderLength + ChunkHeaderLength
            || BinaryPrimitives.ReadUInt32LittleEndian(packet[8..]) != SctpChecksum.Of(packet))
        {
            return false;
        }

        parsed = new SctpPacket(packet);
        return true;
    }

    /// <summary>Takes the next chunk; a malformed rest ends the packet.</summary>
    internal bool TryTakeChunk(out SctpChunk chunk)
    {
        chunk = default;
        if (_rest.Length < ChunkHeaderLength)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]);
        if (length < ChunkHeaderLength || length > _rest.Length)
        {
            _rest = default;
            return false;
        }

        chunk = new SctpChunk { Type = (SctpChunkType)_rest[0], Flags = _rest[1], Value = _rest[ChunkHeaderLength..length] };
        _rest = _rest[Math.Min(_rest.Length, (length + 3) & ~3)..];
        return true;
    }
}
