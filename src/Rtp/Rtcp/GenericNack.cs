using System.Buffers.Binary;

namespace Switchroom.Rtp.Rtcp;

// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |V=2|P|  FMT=1  |  PT=RTPFB=205 |             length            |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                  SSRC of packet sender                        |
// |                  SSRC of media source                         |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |            PID                |             BLP               |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>Sequence numbers that a receiver misses (RFC 4585 section 6.2.1).</summary>
public readonly ref struct GenericNack
{
    private const int Format = 1;
    private readonly ReadOnlySpan<byte> _items;

    private GenericNack(Ssrc sender, Ssrc media, ReadOnlySpan<byte> items)
    {
        Sender = sender;
        Media = media;
        _items = items;
    }

    /// <summary>Who asks.</summary>
    public Ssrc Sender { get; }

    /// <summary>Whose packets are missed.</summary>
    public Ssrc Media { get; }

    /// <summary>Reads a transport-layer feedback packet of this format.</summary>
    public static bool TryRead(RtcpPacket packet, out GenericNack nack)
    {
        nack = default;
        if (packet.Type != RtcpType.TransportLayerFeedback || packet.Count != Format || packet.Body.Length < 12)
        {
            return false;
        }

        nack = new GenericNack(packet.SsrcAt(0), packet.SsrcAt(4), packet.Body[8..(packet.Body.Length & ~3)]);
        return true;
    }

    /// <summary>Appends a request for sequence numbers in ascending order (modulo 65536).</summary>
    public static bool TryWrite(ref RtcpWriter writer, Ssrc sender, Ssrc media, scoped ReadOnlySpan<ushort> missing)
    {
        var items = Pack(missing, default);
        if (items == 0 || !writer.TryBeginFeedback(RtcpType.TransportLayerFeedback, Format, sender, media, 4 * items, out var control))
        {
            return false;
        }

        Pack(missing, control);
        return true;
    }

    /// <summary>Walks the missing sequence numbers.</summary>
    public Enumerator GetEnumerator() => new(_items);

    // Counts the items; writes them too when there is somewhere to write.
    private static int Pack(ReadOnlySpan<ushort> missing, Span<byte> control)
    {
        var items = 0;
        for (var i = 0; i < missing.Length; items++)
        {
            var first = missing[i++];
            var mask = 0;
            for (; i < missing.Length && (ushort)(missing[i] - first - 1) < 16; i++)
            {
                mask |= 1 << (ushort)(missing[i] - first - 1);
            }

            if (!control.IsEmpty)
            {
                BinaryPrimitives.WriteUInt16BigEndian(control[(4 * items)..], first);
                BinaryPrimitives.WriteUInt16BigEndian(control[(4 * items + 2)..], (ushort)mask);
            }
        }

        return items;
    }

    /// <summary>Walks the missing sequence numbers.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _items;
        private int _mask;
        private ushort _first;

        internal Enumerator(ReadOnlySpan<byte> items) => _items = items;

        /// <summary>The number that <see cref="MoveNext"/> found.</summary>
        public ushort Current { get; private set; }

        /// <summary>Goes to the next number.</summary>
        public bool MoveNext()
        {
            if (_mask != 0)
            {
                var bit = System.Numerics.BitOperations.TrailingZeroCount(_mask);
                _mask &= _mask - 1;
                Current = (ushort)(_first + 1 + bit);
                return true;
            }

            if (_items.IsEmpty)
            {
                return false;
            }

            Current = _first = BinaryPrimitives.ReadUInt16BigEndian(_items);
            _mask = BinaryPrimitives.ReadUInt16BigEndian(_items[2..]);
            _items = _items[4..];
            return true;
        }
    }
}
