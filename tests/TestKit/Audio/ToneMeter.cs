namespace Switchroom.TestKit.Audio;

/// <summary>What frequencies sound contains.</summary>
public static class ToneMeter
{
    /// <summary>Amplitude of the sine at a frequency, under a Hann window: a clean one of amplitude a gives a.</summary>
    public static double AmplitudeAt(ReadOnlySpan<short> samples, int sampleRate, double frequency)
    {
        var (real, imaginary) = (0.0, 0.0);
        var (cos, sin) = (Math.Cos(2 * Math.PI * frequency / sampleRate), Math.Sin(2 * Math.PI * frequency / sampleRate));
        var (c, s) = (1.0, 0.0);
        var (windowCos, windowSin) = (Math.Cos(2 * Math.PI / samples.Length), Math.Sin(2 * Math.PI / samples.Length));
        var (wc, ws) = (1.0, 0.0);
        foreach (var sample in samples)
        {
            var value = sample * (0.5 - (0.5 * wc));
            real += value * c;
            imaginary += value * s;
            (c, s) = ((c * cos) - (s * sin), (c * sin) + (s * cos));
            (wc, ws) = ((wc * windowCos) - (ws * windowSin), (wc * windowSin) + (ws * windowCos));
        }

        return 4 * Math.Sqrt((real * real) + (imaginary * imaginary)) / samples.Length;
    }

    /// <summary>Level of what is left when sines at the frequencies are fitted and taken away, in dB to the whole.</summary>
    public static double ResidueDecibels(ReadOnlySpan<short> samples, int sampleRate, params double[] frequencies)
    {
        var rest = new double[samples.Length];
        for (var i = 0; i < rest.Length; i++)
        {
            rest[i] = samples[i];
        }

        var whole = rest.Sum(x => x * x);
        for (var pass = 0; pass < 5; pass++)
        {
            foreach (var frequency in frequencies)
            {
                RemoveSine(rest, 2 * Math.PI * frequency / sampleRate);
            }
        }

        return 10 * Math.Log10((rest.Sum(x => x * x) + 1e-9) / (whole + 1e-9));
    }

    private static void RemoveSine(double[] samples, double step)
    {
        var (real, imaginary) = (0.0, 0.0);
        for (var i = 0; i < samples.Length; i++)
        {
            real += samples[i] * Math.Cos(step * i) * 2 / samples.Length;
            imaginary += samples[i] * Math.Sin(step * i) * 2 / samples.Length;
        }

        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] -= (real * Math.Cos(step * i)) + (imaginary * Math.Sin(step * i));
        }
    }
}
