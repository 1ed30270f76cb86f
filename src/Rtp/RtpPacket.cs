using System.Buffers.Binary;
using Switchroom.Rtp.HeaderExtensions;

namespace Switchroom.Rtp;

//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |V=2|P|X|  CC   |M|     PT      |       sequence number         |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                           timestamp                           |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |           synchronization source (SSRC) identifier            |
// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
// |            contributing source (CSRC) identifiers             |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>A parsed view over one RTP packet (RFC 3550 section 5.1); it lives as long as the bytes below it.</summary>
public readonly ref struct RtpPacket
{
    /// <summary>Octets of a header without CSRCs and extensions.</summary>
    public const int FixedHeaderLength = 12;

    /// <summary>The only version of RTP there is.</summary>
    public const int Version = 2;

    private readonly ReadOnlySpan<byte> _datagram;

    private RtpPacket(ReadOnlySpan<byte> datagram, RtpExtensions extensions, int headerLength, int paddingLength)
    {
        _datagram = datagram;
        Extensions = extensions;
        HeaderLength = headerLength;
        PaddingLength = paddingLength;
    }

    /// <summary>Everything that the other properties describe.</summary>
    public ReadOnlySpan<byte> Datagram => _datagram;

    /// <summary>The marker bit; for sound, the first packet after silence.</summary>
    public bool Marker => (_datagram[1] & 0x80) != 0;

    /// <summary>What the payload is.</summary>
    public PayloadType PayloadType => new((byte)(_datagram[1] & 0x7f));

    /// <summary>Counts packets, modulo 65536.</summary>
    public ushort SequenceNumber => BinaryPrimitives.ReadUInt16BigEndian(_datagram[2..]);

    /// <summary>Media time of the first sample in ticks of the payload's clock.</summary>
    public uint Timestamp => BinaryPrimitives.ReadUInt32BigEndian(_datagram[4..]);

    /// <summary>Who sent it.</summary>
    public Ssrc Ssrc => new(BinaryPrimitives.ReadUInt32BigEndian(_datagram[8..]));

    /// <summary>How many sources a mixer named, 0 to 15.</summary>
    public int CsrcCount => _datagram[0] & 0x0f;

    /// <summary>Octets before the payload.</summary>
    public int HeaderLength { get; }

    /// <summary>Octets of padding behind the payload.</summary>
    public int PaddingLength { get; }

    /// <summary>The header extension, empty when there is none.</summary>
    public RtpExtensions Extensions { get; }

    /// <summary>The payload without padding.</summary>
    public ReadOnlySpan<byte> Payload => _datagram[HeaderLength..^PaddingLength];

    /// <summary>The source at <paramref name="index"/> below <see cref="CsrcCount"/> that a mixer named.</summary>
    public Ssrc Csrc(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)CsrcCount);
        return new(BinaryPrimitives.ReadUInt32BigEndian(_datagram[(FixedHeaderLength + 4 * index)..]));
    }

    /// <summary>Whether a datagram on a multiplexed port is RTCP rather than RTP (RFC 5761 section 4).</summary>
    public static bool LooksLikeRtcp(ReadOnlySpan<byte> datagram) => datagram.Length >= 2 && datagram[1] is >= 192 and <= 223;

    /// <summary>Reads a packet; false for anything that is not RTP or contradicts its own length.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out RtpPacket packet)
    {
        packet = default;
        if (datagram.Length < FixedHeaderLength || datagram[0] >> 6 != Version || LooksLikeRtcp(datagram))
        {
            return false;
        }

        var header = FixedHeaderLength + 4 * (datagram[0] & 0x0f);
        var extensions = default(RtpExtensions);
        if ((datagram[0] & 0x10) != 0)
        {
            if (datagram.Length < header + 4)
            {
                return false;
            }

            var length = 4 * BinaryPrimitives.ReadUInt16BigEndian(datagram[(header + 2)..]);
            if (datagram.Length < header + 4 + length)
            {
                return false;
            }

            extensions = new RtpExtensions(BinaryPrimitives.ReadUInt16BigEndian(datagram[header..]), datagram.Slice(header + 4, length));
            header += 4 + length;
        }

        var padding = 0;
        if ((datagram[0] & 0x20) != 0)
        {
            padding = datagram.Length > header ? datagram[^1] : 0;
            if (padding == 0)
            {
                return false;
            }
        }

        if (datagram.Length < header + padding)
        {
            return false;
        }

        packet = new RtpPacket(datagram, extensions, header, padding);
        return true;
    }
}
