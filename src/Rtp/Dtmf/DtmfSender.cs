namespace Switchroom.Rtp.Dtmf;

/// <summary>
/// Sends keys as telephone events (RFC 4733 section 2.5.1): a packet every tick while the key is down, three end packets after it,
/// long keys in segments, then the gap.
/// </summary>
/// <param name="clockRate">RTP ticks a second of the telephone-event format.</param>
public sealed class DtmfSender(int clockRate)
{
    /// <summary>The shortest key, which every receiver hears.</summary>
    public static readonly TimeSpan MinDuration = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest key.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromMilliseconds(2000);

    /// <summary>The shortest gap between keys.</summary>
    public static readonly TimeSpan MinGap = TimeSpan.FromMilliseconds(40);

    /// <summary>Keys and pauses that may wait.</summary>
    public const int MaxQueue = 256;

    // -10 dBm0, within what RFC 4733 section 2.3.3 expects of a key.
    private const byte Volume = 10;
    private const int EndPackets = 3;
    private readonly Queue<(byte? Event, TimeSpan Duration, TimeSpan Gap)> _queue = new();
    private State _state = State.Idle;
    private byte _event;
    private int _length;
    private int _gap;
    private int _elapsed;
    private int _segmentStart;
    private uint _startTimestamp;
    private int _endsLeft;
    private bool _marker;

    private enum State
    {
        Idle,
        Key,
        Gap,
    }

    /// <summary>Whether a key, gap or pause is going on or waits: no sound is sent meanwhile.</summary>
    public bool IsBusy => _state != State.Idle || _queue.Count > 0;

    /// <summary>Queues a key; false for a character that is none, or when too many wait. Duration and gap are brought within their bounds.</summary>
    public bool TryEnqueue(char key, TimeSpan duration, TimeSpan gap)
    {
        var code = TelephoneEvent.Keys.IndexOf(char.ToUpperInvariant(key), StringComparison.Ordinal);
        if (code < 0 || _queue.Count >= MaxQueue)
        {
            return false;
        }

        var bounded = duration < MinDuration ? MinDuration : duration > MaxDuration ? MaxDuration : duration;
        _queue.Enqueue(((byte)code, bounded, gap < MinGap ? MinGap : gap));
        return true;
    }

    /// <summary>Queues a pause; false when too many wait.</summary>
    public bool TryEnqueuePause(TimeSpan duration)
    {
        if (_queue.Count >= MaxQueue)
        {
            return false;
        }

        _queue.Enqueue((null, TimeSpan.Zero, duration));
        return true;
    }

    /// <summary>Drops what waits and ends the present key at the next tick.</summary>
    public void Cancel()
    {
        _queue.Clear();
        _length = Math.Min(_length, Math.Max(_elapsed, 1));
    }

    /// <summary>One tick of media time passed.</summary>
    /// <param name="timestamp">The media timestamp at the tick's beginning.</param>
    /// <param name="ticks">The tick's length in RTP ticks.</param>
    /// <param name="packets">Receives up to <see cref="MaxPacketsPerTick"/> packets to send, in order.</param>
    /// <returns>How many there are.</returns>
    public int Tick(uint timestamp, int ticks, Span<DtmfPacket> packets)
    {
        var count = 0;
        if (_state == State.Idle && !TryStart(timestamp))
        {
            return 0;
        }

        if (_state == State.Key)
        {
            count = TickKey(ticks, packets);
        }
        else
        {
            count = TickGap(ticks, packets);
        }

        return count;
    }

    /// <summary>The most packets that one tick asks for.</summary>
    public const int MaxPacketsPerTick = 3;

    private bool TryStart(uint timestamp)
    {
        if (!_queue.TryDequeue(out var next))
        {
            return false;
        }

        _elapsed = 0;
        _gap = Ticks(next.Gap);
        if (next.Event is { } code)
        {
            (_state, _event, _length, _startTimestamp, _segmentStart, _marker) = (State.Key, code, Ticks(next.Duration), timestamp, 0, true);
        }
        else
        {
            (_state, _endsLeft) = (State.Gap, 0);
        }

        return true;
    }

    private int TickKey(int ticks, Span<DtmfPacket> packets)
    {
        var count = 0;
        _elapsed = Math.Min(_elapsed + ticks, _length);
        if (_elapsed - _segmentStart > ushort.MaxValue)
        {
            // The duration field is full: this segment says so, the next one begins where it ends (RFC 4733 section 2.5.1.3).
            packets[count++] = Packet(ushort.MaxValue, end: false);
            _segmentStart += ushort.MaxValue;
        }

        var isOver = _elapsed >= _length;
        packets[count++] = Packet((ushort)(_elapsed - _segmentStart), isOver);
        if (isOver)
        {
            (_state, _endsLeft) = (State.Gap, EndPackets - 1);
        }

        return count;
    }

    private int TickGap(int ticks, Span<DtmfPacket> packets)
    {
        _gap -= ticks;
        var isLast = _gap <= 0;
        var copies = isLast ? _endsLeft : _endsLeft > 0 ? Math.Max(1, _gap <= ticks ? _endsLeft : 1) : 0;
        _endsLeft -= copies;
        for (var i = 0; i < copies; i++)
        {
            packets[i] = Packet((ushort)(_elapsed - _segmentStart), end: true);
        }

        if (isLast)
        {
            _state = State.Idle;
        }

        return copies;
    }

    private DtmfPacket Packet(ushort duration, bool end)
    {
        var packet = new DtmfPacket(new TelephoneEvent(_event, end, Volume, duration), _startTimestamp + (uint)_segmentStart, _marker);
        _marker = false;
        return packet;
    }

    private int Ticks(TimeSpan time) => (int)(time.TotalSeconds * clockRate);
}
