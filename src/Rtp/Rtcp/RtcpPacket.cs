using System.Buffers.Binary;

namespace Switchroom.Rtp.Rtcp;

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |V=2|P|  count  |      PT       |             length            |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>One packet of a compound, of any type (RFC 3550 section 6.1). The typed messages read from it.</summary>
public readonly ref struct RtcpPacket
{
    internal const int HeaderLength = 4;

    internal RtcpPacket(RtcpType type, byte count, ReadOnlySpan<byte> body)
    {
        Type = type;
        Count = count;
        Body = body;
    }

    /// <summary>What it is.</summary>
    public RtcpType Type { get; }

    /// <summary>The five bits that count blocks or, in feedback, name the format.</summary>
    public byte Count { get; }

    /// <summary>All behind the first four octets, without padding.</summary>
    public ReadOnlySpan<byte> Body { get; }

    internal Ssrc SsrcAt(int offset) => new(BinaryPrimitives.ReadUInt32BigEndian(Body[offset..]));
}
