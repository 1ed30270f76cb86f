namespace Switchroom.Media.Tests;

/// <summary>Power at single frequencies, by projection on sine and cosine under a Hann window.</summary>
internal static class Spectrum
{
    /// <summary>Amplitude of the sine at <paramref name="frequency"/>: a clean one of amplitude a gives a.</summary>
    public static double AmplitudeAt(ReadOnlySpan<short> samples, int sampleRate, double frequency)
    {
        var (real, imaginary, weights) = (0.0, 0.0, 0.0);
        for (var i = 0; i < samples.Length; i++)
        {
            var window = 0.5 - (0.5 * Math.Cos(2 * Math.PI * i / samples.Length));
            var angle = 2 * Math.PI * frequency * i / sampleRate;
            real += window * samples[i] * Math.Cos(angle);
            imaginary += window * samples[i] * Math.Sin(angle);
            weights += window;
        }

        return 2 * Math.Sqrt((real * real) + (imaginary * imaginary)) / weights;
    }

    /// <summary>Level of what is left, in dB below the whole, when sines at the given frequencies are fitted and taken away.</summary>
    public static double ResidueDecibels(ReadOnlySpan<short> samples, int sampleRate, params double[] frequencies)
    {
        var rest = new double[samples.Length];
        for (var i = 0; i < samples.Length; i++)
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
