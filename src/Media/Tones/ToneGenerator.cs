namespace Switchroom.Media.Tones;

/// <summary>One or two sines, continuous over calls: ringing, busy, test tones.</summary>
public sealed class ToneGenerator
{
    private readonly int _sampleRate;
    private (double First, double Second) _step;
    private (double First, double Second) _phase;
    private double _amplitude;

    /// <summary>Makes a generator that is silent until <see cref="Set"/>.</summary>
    /// <param name="sampleRate">In Hz.</param>
    public ToneGenerator(int sampleRate) => _sampleRate = sampleRate;

    /// <summary>Sets what sounds from now on.</summary>
    /// <param name="first">Frequency in Hz; 0 for none.</param>
    /// <param name="second">Frequency in Hz of the second sine; 0 for none.</param>
    /// <param name="level">Level of each sine in dBov (0 and below; a sine at full scale is -3).</param>
    public void Set(double first, double second, double level)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 0);
        _step = (2 * Math.PI * first / _sampleRate, 2 * Math.PI * second / _sampleRate);
        _phase = default;
        _amplitude = 32768 * Math.Sqrt(2) * Math.Pow(10, level / 20);
    }

    /// <summary>Writes the next samples.</summary>
    public void Fill(Span<short> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            var value = _amplitude * (Math.Sin(_phase.First) + Math.Sin(_phase.Second));
            samples[i] = (short)Math.Clamp(Math.Round(value), short.MinValue, short.MaxValue);
            _phase.First += _step.First;
            _phase.Second += _step.Second;
        }

        _phase = (Math.IEEERemainder(_phase.First, 2 * Math.PI), Math.IEEERemainder(_phase.Second, 2 * Math.PI));
    }
}
