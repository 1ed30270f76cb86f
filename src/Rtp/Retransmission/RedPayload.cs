namespace Switchroom.Rtp.Retransmission;

//  0                   1                    2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3  4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |F|   block PT  |  timestamp offset         |   block length    |   F=1: more blocks follow; F=0: the last, PT only
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>The blocks of a redundant payload, oldest first; the last is the primary one (RFC 2198 section 3).</summary>
public readonly ref struct RedPayload
{
    /// <summary>Blocks that one payload may have.</summary>
    public const int MaxBlocks = 16;

    private const int RedundantHeaderLength = 4;
    private readonly ReadOnlySpan<byte> _payload;
    private readonly int _dataAt;

    private RedPayload(ReadOnlySpan<byte> payload, int dataAt)
    {
        _payload = payload;
        _dataAt = dataAt;
    }

    /// <summary>Reads a payload; false when its headers do not fit its length.</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out RedPayload red)
    {
        red = default;
        var (header, data) = (0, 0);
        for (var blocks = 1; header < payload.Length && blocks <= MaxBlocks; blocks++)
        {
            if ((payload[header] & 0x80) == 0)
            {
                red = new RedPayload(payload, header + 1);
                return header + 1 + data <= payload.Length;
            }

            if (header + RedundantHeaderLength > payload.Length)
            {
                return false;
            }

            data += BlockLength(payload[header..]);
            header += RedundantHeaderLength;
        }

        return false;
    }

    /// <summary>Writes a payload of one redundant block and the primary one.</summary>
    /// <returns>Octets written; 0 when something does not fit its field or the buffer.</returns>
    public static int Write(Span<byte> buffer, PayloadType type, uint timestampOffset, ReadOnlySpan<byte> redundant, ReadOnlySpan<byte> primary)
    {
        var length = RedundantHeaderLength + 1 + redundant.Length + primary.Length;
        if (timestampOffset > 0x3fff || redundant.Length > 0x3ff || buffer.Length < length)
        {
            return 0;
        }

        buffer[0] = (byte)(0x80 | type.Value);
        buffer[1] = (byte)(timestampOffset >> 6);
        buffer[2] = (byte)(timestampOffset << 2 | (uint)redundant.Length >> 8);
        buffer[3] = (byte)redundant.Length;
        buffer[4] = type.Value;
        redundant.CopyTo(buffer[5..]);
        primary.CopyTo(buffer[(5 + redundant.Length)..]);
        return length;
    }

    /// <summary>Walks the blocks.</summary>
    public Enumerator GetEnumerator() => new(_payload, _dataAt);

    private static int BlockLength(ReadOnlySpan<byte> header) => (header[2] & 3) << 8 | header[3];

    /// <summary>One block.</summary>
    public readonly ref struct Block
    {
        internal Block(PayloadType type, uint timestampOffset, ReadOnlySpan<byte> data)
        {
            PayloadType = type;
            TimestampOffset = timestampOffset;
            Data = data;
        }

        /// <summary>What the block holds.</summary>
        public PayloadType PayloadType { get; }

        /// <summary>How many ticks older than the packet's timestamp; 0 for the primary block.</summary>
        public uint TimestampOffset { get; }

        /// <summary>The block's octets.</summary>
        public ReadOnlySpan<byte> Data { get; }
    }

    /// <summary>Walks the blocks.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _payload;
        private int _header;
        private int _data;

        internal Enumerator(ReadOnlySpan<byte> payload, int dataAt)
        {
            _payload = payload;
            _data = dataAt;
        }

        /// <summary>The block that <see cref="MoveNext"/> found.</summary>
        public Block Current { get; private set; }

        /// <summary>Goes to the next block.</summary>
        public bool MoveNext()
        {
            if (_payload.IsEmpty || _header < 0)
            {
                return false;
            }

            var header = _payload[_header..];
            var type = new PayloadType((byte)(header[0] & 0x7f));
            if ((header[0] & 0x80) == 0)
            {
                Current = new Block(type, 0, _payload[_data..]);
                _header = -1;
                return true;
            }

            var length = BlockLength(header);
            Current = new Block(type, (uint)(header[1] << 6 | header[2] >> 2), _payload.Slice(_data, length));
            _header += RedundantHeaderLength;
            _data += length;
            return true;
        }
    }
}
