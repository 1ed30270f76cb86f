using System.Buffers.Binary;

namespace Switchroom.Rtp.Rtcp;

/// <summary>
/// The packets of one RTCP datagram (RFC 3550 section 6.1, reduced-size RFC 5506 too: the first packet may be of any type).
/// </summary>
public readonly ref struct RtcpCompound
{
    private readonly ReadOnlySpan<byte> _datagram;

    private RtcpCompound(ReadOnlySpan<byte> datagram) => _datagram = datagram;

    /// <summary>Checks that the lengths of all packets fill the datagram; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> datagram, out RtcpCompound compound)
    {
        compound = default;
        var rest = datagram;
        while (!rest.IsEmpty)
        {
            if (!TryTake(ref rest, out _))
            {
                return false;
            }
        }

        compound = new RtcpCompound(datagram);
        return !datagram.IsEmpty;
    }

    /// <summary>Walks the packets in order.</summary>
    public Enumerator GetEnumerator() => new(_datagram);

    private static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out RtcpPacket packet)
    {
        packet = default;
        if (rest.Length < RtcpPacket.HeaderLength || rest[0] >> 6 != RtpPacket.Version)
        {
            return false;
        }

        var length = RtcpPacket.HeaderLength + 4 * BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        if (length > rest.Length)
        {
            return false;
        }

        var padding = 0;
        if ((rest[0] & 0x20) != 0)
        {
            padding = length > RtcpPacket.HeaderLength ? rest[length - 1] : 0;
            if (padding == 0 || padding > length - RtcpPacket.HeaderLength)
            {
                return false;
            }
        }

        packet = new RtcpPacket((RtcpType)rest[1], (byte)(rest[0] & 0x1f), rest[RtcpPacket.HeaderLength..(length - padding)]);
        rest = rest[length..];
        return true;
    }

    /// <summary>Walks the packets.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> datagram) => _rest = datagram;

        /// <summary>The packet that <see cref="MoveNext"/> found.</summary>
        public RtcpPacket Current { get; private set; }

        /// <summary>Goes to the next packet.</summary>
        public bool MoveNext()
        {
            if (!TryTake(ref _rest, out var packet))
            {
                return false;
            }

            Current = packet;
            return true;
        }
    }
}
