namespace Switchroom.Rtp.Jitter;

/// <summary>How packets spread behind the fastest one, in steps of 10 ms; old packets weigh less and less.</summary>
internal sealed class DelayHistogram
{
    /// <summary>Milliseconds in a step.</summary>
    public const int Step = 10;

    /// <summary>Steps in all; the last holds everything beyond.</summary>
    public const int Steps = 100;

    // About 460 packets, 9 s of sound, halve an entry's weight.
    private const float Growth = 1.0015f;
    private const float Rescale = 1e20f;
    private readonly float[] _weights = new float[Steps];
    private float _next = 1;
    private double _total;

    /// <summary>Adds a packet that came so many milliseconds behind.</summary>
    public void Add(double milliseconds)
    {
        // New entries grow instead of old ones shrinking: one addition a packet.
        _weights[Math.Clamp((int)(milliseconds / Step), 0, Steps - 1)] += _next;
        _total += _next;
        _next *= Growth;
        if (_next > Rescale)
        {
            Scale(1 / Rescale);
        }
    }

    /// <summary>The milliseconds that a fraction of packets stays within, rounded up to a whole step.</summary>
    public int Quantile(double fraction)
    {
        var beyond = _total * (1 - fraction);
        for (var step = Steps - 1; step >= 0; step--)
        {
            beyond -= _weights[step];
            if (beyond < 0)
            {
                return (step + 1) * Step;
            }
        }

        return 0;
    }

    /// <summary>Moves all entries, because what they are measured from moved the other way.</summary>
    public void Shift(int steps)
    {
        Span<float> moved = stackalloc float[Steps];
        moved.Clear();
        for (var step = 0; step < Steps; step++)
        {
            moved[Math.Clamp(step + steps, 0, Steps - 1)] += _weights[step];
        }

        moved.CopyTo(_weights);
    }

    private void Scale(float factor)
    {
        for (var step = 0; step < Steps; step++)
        {
            _weights[step] *= factor;
        }

        _total *= factor;
        _next *= factor;
    }
}
