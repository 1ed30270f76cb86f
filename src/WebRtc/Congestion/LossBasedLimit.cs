namespace Switchroom.WebRtc.Congestion;

/// <summary>A limit that heavy loss lowers and its absence lifts again (draft-ietf-rmcat-gcc-02 section 5).</summary>
internal sealed class LossBasedLimit
{
    private const int MinPackets = 20;
    private const double High = 0.10;
    private const double Low = 0.02;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private int _received;
    private int _lost;
    private TimeSpan _judgedAt;

    /// <summary>Bits per second; infinite while loss is low.</summary>
    internal double BitsPerSecond { get; private set; } = double.PositiveInfinity;

    /// <summary>Loss in the last judged interval, 0..1.</summary>
    internal double Fraction { get; private set; }

    internal void Count(bool received)
    {
        _received += received ? 1 : 0;
        _lost += received ? 0 : 1;
    }

    internal void Update(double current, TimeSpan now)
    {
        if (_received + _lost < MinPackets || now - _judgedAt < Interval)
        {
            return;
        }

        var elapsed = Math.Min((now - _judgedAt).TotalSeconds, 1);
        Fraction = (double)_lost / (_received + _lost);
        if (Fraction > High)
        {
            BitsPerSecond = Math.Min(current, BitsPerSecond) * (1 - (0.5 * Fraction));
        }
        else if (Fraction < Low && !double.IsInfinity(BitsPerSecond))
        {
            BitsPerSecond *= 1 + (0.3 * elapsed);
            BitsPerSecond = BitsPerSecond > 2 * current ? double.PositiveInfinity : BitsPerSecond;
        }

        (_received, _lost, _judgedAt) = (0, 0, now);
    }

    /// <summary>A probe went through: what it found holds.</summary>
    internal void Lift(double bitsPerSecond)
    {
        if (BitsPerSecond < bitsPerSecond)
        {
            BitsPerSecond = bitsPerSecond;
        }
    }
}
