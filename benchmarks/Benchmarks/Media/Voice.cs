namespace Switchroom.Benchmarks.Media;

/// <summary>A voice-like signal: a gliding pitch with harmonics, syllables and breath.</summary>
internal static class Voice
{
    public static short[] Make(int sampleRate, int milliseconds, int seed = 1)
    {
        var random = new Random(seed);
        var samples = new short[sampleRate / 1000 * milliseconds];
        var phase = 0.0;
        for (var i = 0; i < samples.Length; i++)
        {
            var t = ((double)i / sampleRate) + (seed * 0.37);
            phase += (110 + (seed % 7 * 15) + (30 * Math.Sin(t * 5))) / sampleRate;
            var voice = Enumerable.Range(1, 20).Sum(harmonic => Math.Sin(2 * Math.PI * harmonic * phase) / (1 + Math.Abs(harmonic - 5)));
            var envelope = Math.Pow(Math.Max(0, Math.Sin(2 * Math.PI * 3.1 * t)), 0.7);
            samples[i] = (short)(13000 * ((voice / 3 * envelope) + ((random.NextDouble() - 0.5) * 0.05)));
        }

        return samples;
    }
}
