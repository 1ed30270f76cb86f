namespace Switchroom.WebRtc.Congestion;

/// <summary>
/// Additive increase, multiplicative decrease from what the delay says (draft-ietf-rmcat-gcc-02 section 4.5): fast while the path's capacity is unknown,
/// slow near the rate at which it was last full.
/// </summary>
internal sealed class DelayBasedRate(long start)
{
    private const double Decrease = 0.85;
    private const double IncreasePerSecond = 1.08;
    private const double PacketBits = 1200 * 8;
    private static readonly TimeSpan RaiseSettles = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan DecreaseInterval = TimeSpan.FromMilliseconds(250);

    private double _capacity;
    private double _deviation = 0.4;
    private TimeSpan? _updatedAt;
    private TimeSpan? _decreasedAt;
    private TimeSpan? _raisedAt;
    private bool _holding;

    internal double BitsPerSecond { get; private set; } = start;

    /// <summary>When the path was last found too full.</summary>
    internal TimeSpan? DecreasedAt => _decreasedAt;

    internal void Update(PathUsage usage, long received, TimeSpan roundTrip, TimeSpan now)
    {
        var elapsed = _updatedAt is { } before ? Math.Min((now - before).TotalSeconds, 1) : 0;
        _updatedAt = now;
        switch (usage)
        {
            case PathUsage.Overuse:
                Reduce(received, roundTrip, now);
                break;
            case PathUsage.Underuse:
                // The queue drains; more would stop that.
                _holding = true;
                break;
            default:
                if (!_holding)
                {
                    Grow(received, roundTrip, elapsed);
                }

                _holding = false;
                break;
        }
    }

    /// <summary>A probe found this much.</summary>
    internal void Raise(double bitsPerSecond, TimeSpan now)
    {
        BitsPerSecond = bitsPerSecond;
        _raisedAt = now;
    }

    /// <summary>Keeps the rate within bounds.</summary>
    internal void Clamp(double least, double most) => BitsPerSecond = Math.Clamp(BitsPerSecond, least, most);

    private void Reduce(long received, TimeSpan roundTrip, TimeSpan now)
    {
        _holding = true;
        if (received == 0 || now - _decreasedAt < DecreaseInterval + roundTrip)
        {
            return;
        }

        _decreasedAt = now;
        if (now - _raisedAt < RaiseSettles)
        {
            // What arrives still reflects the rate before the raise.
            BitsPerSecond *= Decrease;
            return;
        }

        var reduced = Decrease * received;
        if (reduced < BitsPerSecond)
        {
            BitsPerSecond = reduced;
        }

        // RFC-like averaging of what arrived while the path was full, with a normalised deviation.
        if (_capacity > 0 && received < _capacity - (3 * Math.Sqrt(_deviation * _capacity)))
        {
            _capacity = 0;
        }

        var kilobits = received / 1000.0;
        _capacity = _capacity == 0 ? kilobits : (0.95 * _capacity) + (0.05 * kilobits);
        var error = _capacity - kilobits;
        _deviation = Math.Clamp((0.95 * _deviation) + (0.05 * error * error / Math.Max(_capacity, 1)), 0.4, 2.5);
    }

    private void Grow(long received, TimeSpan roundTrip, double elapsed)
    {
        var kilobits = received / 1000.0;
        if (_capacity > 0 && kilobits > _capacity + (3 * Math.Sqrt(_deviation * _capacity)))
        {
            _capacity = 0;
        }

        // What is not sent proves nothing: stay near what arrives.
        if (received == 0 || BitsPerSecond > (1.5 * received) + 10_000)
        {
            return;
        }

        if (_capacity > 0)
        {
            var response = (roundTrip + TimeSpan.FromMilliseconds(100)).TotalSeconds;
            BitsPerSecond += Math.Max(4000, PacketBits / response) * elapsed;
        }
        else
        {
            BitsPerSecond *= Math.Pow(IncreasePerSecond, elapsed);
        }
    }
}
