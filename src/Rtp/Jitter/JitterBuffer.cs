namespace Switchroom.Rtp.Jitter;

/// <summary>
/// Turns packets that come unevenly into an even stream of decisions what to play. Encoded packets go in; the owner asks with
/// <see cref="Take"/> whenever it needs more sound, decodes what it gets, and changes its length when told so.
/// The delay adapts in pauses when there are pauses, by stretching when there are none; only a far too long delay drops packets.
/// </summary>
/// <param name="clockRate">RTP ticks a second.</param>
/// <param name="options">Bounds.</param>
public sealed class JitterBuffer(int clockRate, JitterBufferOptions options)
{
    /// <summary>Packets that can wait at once.</summary>
    public const int Capacity = JitterSlots.Capacity;

    /// <summary>The longest payload: an Opus packet of 1275 octets, or 60 ms of G.711 with room to spare.</summary>
    public const int MaxPayload = 1500;

    private readonly JitterSlots _slots = new();
    private readonly DelayEstimator _delay = new(clockRate, options);
    private readonly int _step = DelayEstimator.Ticks(options.Step, clockRate);
    private readonly int _maxConcealment = DelayEstimator.Ticks(options.MaxConcealment, clockRate);
    private readonly int _maxDelay = DelayEstimator.Ticks(options.MaxDelay, clockRate);
    private SequenceUnwrapper _sequences;
    private TimestampUnwrapper _timestamps;
    private State _state = State.Empty;
    private long _nextSequence;
    private long _highestSequence;
    private long _cursor;
    private int _concealedInRow;
    private bool _pauses;
    private bool _shortening;
    private JitterCounters _counters;

    private enum State
    {
        /// <summary>Nothing came yet.</summary>
        Empty,

        /// <summary>The source is silent; the next packet plays when the wanted delay has passed.</summary>
        Waiting,

        /// <summary>Sound follows on sound.</summary>
        Playing,
    }

    /// <summary>What it did so far.</summary>
    public JitterCounters Counters => _counters;

    /// <summary>The delay it aims at, over that of the fastest packet lately.</summary>
    public TimeSpan TargetDelay => TimeSpan.FromSeconds((double)_delay.Target / clockRate);

    /// <summary>The delay it added when it last handed something out.</summary>
    public TimeSpan CurrentDelay { get; private set; }

    /// <summary>Packets that wait, lost ones between them counted.</summary>
    public int Waiting => _state == State.Empty ? 0 : (int)Math.Max(0, _highestSequence + 1 - _nextSequence);

    /// <summary>Takes a packet.</summary>
    public InsertVerdict Insert(in JitterPacket packet, TimeSpan now)
    {
        if (packet.Payload.Length > MaxPayload)
        {
            return InsertVerdict.TooLong;
        }

        var arrival = Ticks(now);
        var verdict = _state == State.Empty || !Continues(packet) ? Begin() : InsertVerdict.Kept;
        var sequence = _sequences.Unwrap(packet.SequenceNumber);
        // Events may count time by another clock than the sound among which they come.
        var timestamp = packet.IsPlaceholder && verdict == InsertVerdict.Kept ? _timestamps.Highest : _timestamps.Unwrap(packet.Timestamp);
        if (verdict == InsertVerdict.Restarted)
        {
            (_nextSequence, _highestSequence, _cursor) = (sequence, sequence, timestamp);
        }

        // Events repeat the timestamp of their start and would look late.
        if (!packet.IsPlaceholder)
        {
            if (_state == State.Waiting && Waiting == 0 && arrival - timestamp - _delay.FastestTransit > _delay.Target + _step)
            {
                // The first after a silence, and too late to be played as those before: the sender's clock stood still, or the path became longer. Measured
                // by the fastest packet of before, all that follow would be shortened until it is forgotten, and what is cut away concealed. Should only
                // this one be late, the next are the fastest again.
                _delay.Restart();
            }

            _delay.OnPacket(arrival, timestamp);
        }

        if (sequence < _nextSequence)
        {
            return InsertLate(packet, sequence, timestamp);
        }

        if (_slots.Holds(sequence))
        {
            _counters.Duplicates++;
            return InsertVerdict.Duplicate;
        }

        _slots.Fill(sequence, timestamp, packet);
        _highestSequence = Math.Max(_highestSequence, sequence);
        _pauses = sequence == _highestSequence ? packet.BeginsPause : _pauses;
        return verdict;
    }

    /// <summary>Decides what to play next.</summary>
    /// <param name="now">The time.</param>
    /// <param name="pending">RTP ticks of sound that the owner has decoded and not yet played.</param>
    public Playout Take(TimeSpan now, int pending)
    {
        var time = Ticks(now);
        while (true)
        {
            if (!TryFindFront(out var front))
            {
                return TakeFromNothing();
            }

            ref var slot = ref _slots[front];
            if (slot.IsPlaceholder)
            {
                Consume(ref slot);
                continue;
            }

            if (_state == State.Playing && slot.Sequence == _nextSequence && slot.Timestamp - _cursor > _step / 4)
            {
                // The sender went on counting packets but not its clock: it paused.
                _state = State.Waiting;
            }

            if (_state != State.Playing)
            {
                var wait = slot.Timestamp + _delay.FastestTransit + _delay.Target - time;
                if (wait > 0 && wait <= _maxDelay + _step)
                {
                    return new Playout(PlayoutKind.Silence, _step);
                }

                if (SkipsStale(ref slot, -wait))
                {
                    continue;
                }

                _state = State.Playing;
                _cursor = slot.Timestamp;
            }

            var missing = slot.Timestamp - _cursor;
            if (slot.Sequence > _nextSequence && missing > 0)
            {
                if (missing <= _concealedInRow)
                {
                    // Its time went by while nothing was there to play.
                    _cursor = slot.Timestamp;
                    continue;
                }

                if (missing > _maxConcealment)
                {
                    _nextSequence = slot.Sequence;
                    _state = State.Waiting;
                    continue;
                }

                return ConcealBefore(slot, (int)missing);
            }

            return Play(ref slot, time, pending);
        }
    }

    /// <summary>Forgets everything that waits, as when the sender changes; what was learned of the path stays.</summary>
    public void Reset()
    {
        _slots.Clear();
        _state = State.Empty;
        _concealedInRow = 0;
        _shortening = false;
        _pauses = false;
    }

    private Playout Play(ref JitterSlot slot, long time, int pending)
    {
        Consume(ref slot);
        _cursor = slot.Timestamp + slot.Duration;
        _concealedInRow = 0;
        CurrentDelay = TimeSpan.FromSeconds((double)(time + pending - slot.Timestamp - _delay.FastestTransit) / clockRate);
        _counters.Played++;
        _counters.PlayedTicks += slot.Duration;
        return new Playout(PlayoutKind.Packet, slot.Duration)
        {
            PayloadType = slot.PayloadType,
            Payload = slot.Payload,
            Stretch = slot.Duration > 0 ? Adapt(time - slot.Timestamp - _delay.FastestTransit) : Stretch.None,
        };
    }

    private Playout ConcealBefore(in JitterSlot slot, int missing)
    {
        // Decoders conceal whole steps of 2.5 ms; what a strange timestamp leaves over is covered by the packet itself.
        var unit = clockRate / 400;
        var duration = Math.Min((missing + unit - 1) / unit * unit, _step);
        _cursor += duration;
        _counters.ConcealedTicks += duration;
        var isNext = duration >= missing && (slot.Sequence == _nextSequence + 1 || missing <= slot.Duration);
        return new Playout(PlayoutKind.Conceal, duration) { PayloadType = slot.PayloadType, Payload = isNext ? slot.Payload : default };
    }

    private Playout TakeFromNothing()
    {
        if (_state == State.Playing && !_pauses && _concealedInRow < _maxConcealment)
        {
            // The cursor stays: if the packet is late, not lost, it is still played and the delay grows.
            _concealedInRow += _step;
            _counters.ConcealedTicks += _step;
            return new Playout(PlayoutKind.Conceal, _step);
        }

        _state = _state == State.Empty ? State.Empty : State.Waiting;
        _concealedInRow = 0;
        return new Playout(PlayoutKind.Silence, _step);
    }

    // The delay counts to when a packet is taken, not to when it is heard: by then it must be there.
    private Stretch Adapt(long delay)
    {
        var excess = delay - _delay.Target;
        var tolerance = _step + _delay.Target / 8;
        _shortening = excess > tolerance || (_shortening && excess > _step / 4);
        if (_shortening)
        {
            _counters.Shortened++;
            return excess > tolerance + 5 * _step ? Stretch.ShortenNow : Stretch.Shorten;
        }

        if (excess < 0)
        {
            _counters.Lengthened++;
            return Stretch.Lengthen;
        }

        return Stretch.None;
    }

    // After an outage everything that was held up comes at once; what is far over its time would only add delay.
    private bool SkipsStale(ref JitterSlot slot, long over)
    {
        if (over <= _step + _maxDelay / 4 || slot.Sequence == _highestSequence)
        {
            return false;
        }

        Consume(ref slot);
        _counters.Skipped++;
        return true;
    }

    private InsertVerdict InsertLate(in JitterPacket packet, long sequence, long timestamp)
    {
        // Before the first packet is played, one that was overtaken can still go in front of it.
        if (_state == State.Waiting && _nextSequence - sequence < Capacity / 2 && _counters.Played == 0 && _slots.HasRoomFor(sequence))
        {
            _slots.Fill(sequence, timestamp, packet);
            _nextSequence = sequence;
            _cursor = timestamp;
            return InsertVerdict.Kept;
        }

        _counters.TooLate++;
        return InsertVerdict.TooLate;
    }

    private bool Continues(in JitterPacket packet)
    {
        var step = (short)(packet.SequenceNumber - (ushort)_highestSequence);
        var ahead = _highestSequence + step - _nextSequence;
        if (step < -Capacity || ahead >= Capacity)
        {
            return false;
        }

        // Numbers in order with a clock that jumps back, or many seconds on, are a new time base.
        var ticks = (int)(packet.Timestamp - (uint)_timestamps.Highest);
        return packet.IsPlaceholder || step <= 0 || (ticks > -clockRate / 2 && ticks < 60 * (long)clockRate);
    }

    private InsertVerdict Begin()
    {
        _counters.Restarts += _state == State.Empty ? 0 : 1;
        _slots.Clear();
        _sequences = default;
        _timestamps = default;
        _delay.Restart();
        _state = State.Waiting;
        _concealedInRow = 0;
        return InsertVerdict.Restarted;
    }

    private bool TryFindFront(out long sequence)
    {
        for (sequence = _nextSequence; sequence <= _highestSequence; sequence++)
        {
            if (_slots.Holds(sequence))
            {
                return true;
            }
        }

        return false;
    }

    private void Consume(ref JitterSlot slot)
    {
        _slots.Clear(ref slot);
        _nextSequence = slot.Sequence + 1;
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * clockRate);
}
