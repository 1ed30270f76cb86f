namespace Switchroom.Rooms.Forwarding;

/// <summary>
/// Rewrites RTP timestamps so that the receiver sees one steady clock though the source changes: by sender reports of both sources when there are,
/// else by arrival times. Time never runs backwards over a switch.
/// </summary>
internal sealed class TimestampRewriter
{
    private uint _offset;
    private uint _lastIn;
    private uint _lastOut;
    private TimeSpan _lastArrival;
    private LayerClock? _clock;
    private bool _started;

    /// <summary>A new source, or the first (whose times stay as they are), begins with this timestamp.</summary>
    public void SwitchTo(LayerClock clock, uint timestamp, TimeSpan arrivedAt)
    {
        if (_started)
        {
            var step = StepTo(clock, timestamp, arrivedAt);

            // At least one tick: two frames of one timestamp would be taken for one. At most what arrival allows plus a second: reports may be nonsense.
            var longest = (long)((arrivedAt - _lastArrival).TotalSeconds * clock.ClockRate) + clock.ClockRate;
            _offset = _lastOut + (uint)Math.Clamp(step, 1, Math.Max(1, longest)) - timestamp;
        }

        _clock = clock;
        _started = true;
        (_lastIn, _lastOut, _lastArrival) = (timestamp, timestamp + _offset, arrivedAt);
    }

    /// <summary>What a timestamp of the present source becomes, without taking note of it.</summary>
    public uint Peek(uint timestamp) => timestamp + _offset;

    public uint Map(uint timestamp, TimeSpan arrivedAt)
    {
        var mapped = timestamp + _offset;
        if ((int)(mapped - _lastOut) > 0)
        {
            (_lastIn, _lastOut, _lastArrival) = (timestamp, mapped, arrivedAt);
        }

        return mapped;
    }

    private long StepTo(LayerClock clock, uint timestamp, TimeSpan arrivedAt) =>
        clock.IsKnown && _clock!.IsKnown
            ? clock.InstantOf(timestamp) - _clock.InstantOf(_lastIn)
            : (long)((arrivedAt - _lastArrival).TotalSeconds * clock.ClockRate);
}
