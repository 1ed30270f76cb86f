using System.Buffers.Binary;

namespace Switchroom.WebRtc.Sctp;

/// <summary>Writes one packet, chunk by chunk.</summary>
internal ref struct SctpPacketWriter
{
    private readonly Span<byte> _buffer;

    internal SctpPacketWriter(Span<byte> buffer, ushort port, uint verificationTag)
    {
        _buffer = buffer[..Math.Min(buffer.Length, SctpPacket.MaxLength)];
        BinaryPrimitives.WriteUInt16BigEndian(_buffer, port);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer[2..], port);
        BinaryPrimitives.WriteUInt32BigEndian(_buffer[4..], verificationTag);
        _buffer.Slice(8, 4).Clear();
        Length = SctpPacket.HeaderLength;
    }

    internal int Length { get; private set; }

    internal readonly bool IsEmpty => Length == SctpPacket.HeaderLength;

    /// <summary>Value bytes that one more chunk may have.</summary>
    internal readonly int Room => _buffer.Length - Length - SctpPacket.ChunkHeaderLength;

    /// <summary>Starts a chunk and returns where its value goes.</summary>
    internal Span<byte> Add(SctpChunkType type, byte flags, int valueLength)
    {
        var chunk = _buffer[Length..];
        chunk[0] = (byte)type;
        chunk[1] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(chunk[2..], (ushort)(SctpPacket.ChunkHeaderLength + valueLength));
        var padded = (SctpPacket.ChunkHeaderLength + valueLength + 3) & ~3;
        Length += padded;
        chunk[(SctpPacket.ChunkHeaderLength + valueLength)..padded].Clear();
        return chunk.Slice(SctpPacket.ChunkHeaderLength, valueLength);
    }

    /// <summary>Writes the checksum and returns the length.</summary>
    internal readonly int Finish()
    {
        var packet = _buffer[..Length];
        BinaryPrimitives.WriteUInt32LittleEndian(packet[8..], SctpChecksum.Of(packet));
        return Length;
    }
}
