using System.Buffers.Binary;

namespace Switchroom.Rtp.Rtcp;

// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |V=2|P|  FMT=15 |  PT=RTPFB=205 |             length            |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                     SSRC of packet sender                     |
// |                      SSRC of media source                     |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |      base sequence number     |      packet status count      |
// |                 reference time                | fb pkt. count |
// |          packet chunk         |         packet chunk          |
// |         packet chunk          |  recv delta   |  recv delta   |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>
/// Arrival times by transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1).
/// Times are in units of 250 microseconds of the receiver's clock.
/// </summary>
public readonly ref struct TransportFeedback
{
    /// <summary>Microseconds in a unit of arrival time.</summary>
    public const int MicrosecondsPerUnit = 250;

    internal const int Format = 15;
    internal const int FixedLength = 16;

    /// <summary>The reference time counts 64 ms: this many units.</summary>
    internal const int UnitsPerReference = 256;

    private readonly ReadOnlySpan<byte> _chunks;

    private TransportFeedback(RtcpPacket packet)
    {
        var body = packet.Body;
        Sender = packet.SsrcAt(0);
        Media = packet.SsrcAt(4);
        BaseSequence = BinaryPrimitives.ReadUInt16BigEndian(body[8..]);
        StatusCount = BinaryPrimitives.ReadUInt16BigEndian(body[10..]);
        ReferenceTime = BinaryPrimitives.ReadInt32BigEndian(body[12..]) >> 8;
        FeedbackCount = body[15];
        _chunks = body[FixedLength..];
    }

    /// <summary>Who received.</summary>
    public Ssrc Sender { get; }

    /// <summary>Any source of the transport.</summary>
    public Ssrc Media { get; }

    /// <summary>The first sequence number reported on.</summary>
    public ushort BaseSequence { get; }

    /// <summary>How many sequence numbers are reported on.</summary>
    public ushort StatusCount { get; }

    /// <summary>Signed 24 bits, in 64 ms.</summary>
    public int ReferenceTime { get; }

    /// <summary>Counts feedback packets modulo 256.</summary>
    public byte FeedbackCount { get; }

    /// <summary>Reads a transport-layer feedback packet of this format.</summary>
    public static bool TryRead(RtcpPacket packet, out TransportFeedback feedback)
    {
        var valid = packet.Type == RtcpType.TransportLayerFeedback && packet.Count == Format && packet.Body.Length >= FixedLength;
        feedback = valid ? new TransportFeedback(packet) : default;
        return valid;
    }

    /// <summary>Walks the reported sequence numbers in order; a feedback that ends early ends the walk.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>One reported packet.</summary>
    /// <param name="Sequence">Its transport-wide sequence number.</param>
    /// <param name="IsReceived">Whether it arrived.</param>
    /// <param name="Arrival">When, in units of 250 microseconds; 0 when it did not.</param>
    public readonly record struct Status(ushort Sequence, bool IsReceived, long Arrival);

    /// <summary>Walks the reported packets.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<byte> _data;
        private readonly int _total;
        private int _done;
        private ushort _sequence;
        private long _arrival;
        private int _deltaAt;
        private TransportFeedbackChunks _chunks;

        internal Enumerator(TransportFeedback feedback)
        {
            _data = feedback._chunks;
            _total = feedback.StatusCount;
            _sequence = feedback.BaseSequence;
            _arrival = (long)feedback.ReferenceTime * UnitsPerReference;
            _chunks = new TransportFeedbackChunks(_data);
            _deltaAt = TransportFeedbackChunks.LengthOf(_data, _total);
        }

        /// <summary>The packet that <see cref="MoveNext"/> found.</summary>
        public Status Current { get; private set; }

        /// <summary>Goes to the next packet.</summary>
        public bool MoveNext()
        {
            if (_done == _total || !_chunks.TryNext(out var symbol))
            {
                return false;
            }

            _done++;
            var size = symbol is 1 or 2 ? symbol : 0;
            if (_deltaAt + size > _data.Length)
            {
                _done = _total;
                return false;
            }

            _arrival += size switch { 1 => _data[_deltaAt], 2 => BinaryPrimitives.ReadInt16BigEndian(_data[_deltaAt..]), _ => 0 };
            _deltaAt += size;
            Current = new Status(_sequence++, size > 0, size > 0 ? _arrival : 0);
            return true;
        }
    }
}
