using System.Buffers.Binary;

namespace Switchroom.Rtp.Rtcp;

// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |V=2|P|    SC   |   PT=BYE=203  |             length            |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                           SSRC/CSRC                           |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// :     length    |               reason for leaving            ...
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>Sources that leave (RFC 3550 section 6.6); the reason is not read.</summary>
public readonly ref struct Goodbye
{
    private readonly ReadOnlySpan<byte> _sources;

    private Goodbye(ReadOnlySpan<byte> sources) => _sources = sources;

    /// <summary>How many sources leave.</summary>
    public int Count => _sources.Length / 4;

    /// <summary>The source at an index below <see cref="Count"/>.</summary>
    public Ssrc this[int index] => new(BinaryPrimitives.ReadUInt32BigEndian(_sources[(4 * index)..]));

    /// <summary>Reads a packet of type <see cref="RtcpType.Goodbye"/>.</summary>
    public static bool TryRead(RtcpPacket packet, out Goodbye goodbye)
    {
        goodbye = default;
        if (packet.Type != RtcpType.Goodbye || packet.Body.Length < 4 * packet.Count)
        {
            return false;
        }

        goodbye = new Goodbye(packet.Body[..(4 * packet.Count)]);
        return true;
    }

    /// <summary>Appends the leave of one source.</summary>
    public static bool TryWrite(ref RtcpWriter writer, Ssrc source)
    {
        if (!writer.TryBegin(RtcpType.Goodbye, 1, 4, out var body))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(body, source.Value);
        return true;
    }
}
