namespace Switchroom.Media.Tests;

/// <summary>Sounds to try codecs with, all reproducible.</summary>
internal static class TestSound
{
    /// <summary>Something like a voice: a pitch that glides, its harmonics, an envelope of syllables, a little breath.</summary>
    public static short[] Speech(int sampleRate, int milliseconds, int seed = 1, double level = 0.4)
    {
        var random = new Random(seed);
        var samples = new short[sampleRate / 1000 * milliseconds];
        var phase = 0.0;
        for (var i = 0; i < samples.Length; i++)
        {
            var t = (double)i / sampleRate;
            phase += (110 + (30 * Math.Sin(t * 5))) / sampleRate;
            var voice = 0.0;
            for (var harmonic = 1; harmonic <= 20; harmonic++)
            {
                voice += Math.Sin(2 * Math.PI * harmonic * phase) / (1 + Math.Abs(harmonic - 5));
            }

            var envelope = Math.Pow(Math.Max(0, Math.Sin(2 * Math.PI * 3.1 * t)), 0.7);
            var breath = (random.NextDouble() - 0.5) * 0.05;
            samples[i] = (short)(32767 * level * ((voice / 3 * envelope) + breath));
        }

        return samples;
    }

    /// <summary>White noise over the whole 16-bit range.</summary>
    public static short[] FullScaleNoise(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (short)random.Next(short.MinValue, short.MaxValue + 1))];
    }

    /// <summary>A sine.</summary>
    public static short[] Tone(int sampleRate, double frequency, int milliseconds, double amplitude = 10000) =>
        [.. Enumerable.Range(0, sampleRate / 1000 * milliseconds).Select(i => (short)Math.Round(amplitude * Math.Sin(2 * Math.PI * frequency * i / sampleRate)))];
}
