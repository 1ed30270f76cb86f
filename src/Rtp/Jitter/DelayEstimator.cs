namespace Switchroom.Rtp.Jitter;

/// <summary>
/// Learns from arrivals when a packet can be expected: the transit of the fastest packet lately, and how far the others fall behind it.
/// Looking back seconds only, it follows the drift of the sender's clock.
/// </summary>
/// <param name="clockRate">RTP ticks a second.</param>
/// <param name="options">Bounds.</param>
internal sealed class DelayEstimator(int clockRate, JitterBufferOptions options)
{
    /// <summary>The share of packets that should be in time.</summary>
    private const double InTime = 0.99;

    private const int PacketsBetweenTargets = 8;
    private readonly DelayHistogram _histogram = new();
    private readonly long _window = 5L * clockRate;
    private long _windowEnd = long.MinValue;
    private long _fastestNow = long.MaxValue;
    private long _fastestBefore = long.MaxValue;
    private long _measuredFrom;
    private int _untilTarget;

    /// <summary>Ticks from a packet's timestamp to its arrival, for the fastest packet lately.</summary>
    public long FastestTransit => Math.Min(_fastestNow, _fastestBefore);

    /// <summary>Ticks that a packet as fast as the fastest should wait, so that nearly all others are in time.</summary>
    public int Target { get; private set; } = Ticks(options.FirstDelay, clockRate);

    /// <summary>Takes an arrival into account.</summary>
    /// <param name="arrival">Now, in ticks.</param>
    /// <param name="timestamp">The packet's extended timestamp.</param>
    public void OnPacket(long arrival, long timestamp)
    {
        var transit = arrival - timestamp;
        if (_windowEnd == long.MinValue)
        {
            (_windowEnd, _measuredFrom) = (arrival + _window, transit);
        }

        if (arrival >= _windowEnd)
        {
            (_fastestBefore, _fastestNow) = (_fastestNow, long.MaxValue);
            _windowEnd = arrival + _window;
        }

        _fastestNow = Math.Min(_fastestNow, transit);
        FollowFastest();
        _histogram.Add((transit - FastestTransit) * 1000.0 / clockRate);
        if (--_untilTarget <= 0)
        {
            _untilTarget = PacketsBetweenTargets;
            Target = Math.Clamp(
                clockRate / 1000 * _histogram.Quantile(InTime), Ticks(options.MinDelay, clockRate), Ticks(options.MaxDelay, clockRate));
        }
    }

    /// <summary>Begins anew after the sender did; what was learned of the path stays.</summary>
    public void Restart() => (_windowEnd, _fastestNow, _fastestBefore) = (long.MinValue, long.MaxValue, long.MaxValue);

    public static int Ticks(TimeSpan time, int clockRate) => (int)(time.TotalSeconds * clockRate);

    // Where the fastest transit rises, packets measured while it rose were not late but early on the new path. Where it falls nothing moves:
    // packets of the old path say how even a path is, not that they would have been late on the new one.
    private void FollowFastest()
    {
        var step = clockRate / 1000 * DelayHistogram.Step;
        var risen = (int)Math.Min((FastestTransit - _measuredFrom) / step, DelayHistogram.Steps);
        if (risen > 0)
        {
            _histogram.Shift(-risen);
            _measuredFrom += (long)risen * step;
        }

        _measuredFrom = Math.Min(_measuredFrom, FastestTransit);
    }
}
