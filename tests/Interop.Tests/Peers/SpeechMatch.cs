using System.Numerics.Tensors;

namespace Switchroom.Interop.Tests.Peers;

/// <summary>How a recording resembles what was said, syllable by syllable.</summary>
/// <param name="Correlation">Median of the syllables' best normalized cross-correlations: 1 is the same wave.</param>
/// <param name="Decibels">Median level against what was said.</param>
/// <param name="Delay">Median seconds from where a syllable was said to where it was recorded, within one repetition.</param>
/// <param name="Spread">Seconds that the delays of most syllables differ from it at most.</param>
internal sealed record SpeechMatch(double Correlation, double Decibels, double Delay, double Spread)
{
    private const double SyllableSeconds = 0.4;

    /// <summary>
    /// Whether it is this sentence. One that was said comes to 0.8, on a busy machine, where buffers stretch it, to 0.4, with its syllables within some
    /// hundredths of a second of where they belong; one that was not comes to 0.4 as well, but with its syllables anywhere.
    /// </summary>
    public bool IsHeard => Correlation > 0.4 && Spread < 0.2;

    /// <summary>Finds each loud stretch of what was said in the recording.</summary>
    /// <param name="said">One repetition.</param>
    /// <param name="recorded">At the same rate, longer than a repetition and a syllable.</param>
    public static SpeechMatch Of(Wave said, Wave recorded)
    {
        var length = (int)(SyllableSeconds * said.Rate);
        var (reference, sound) = (Floats(said), Floats(recorded));
        var loudest = TensorPrimitives.Norm(reference.AsSpan()) / MathF.Sqrt(reference.Length);
        var found = new List<(double Correlation, double Decibels, double Delay)>();
        for (var start = 0; start + length <= reference.Length; start += length / 2)
        {
            var syllable = reference.AsSpan(start, length);
            if (TensorPrimitives.Norm((ReadOnlySpan<float>)syllable) / MathF.Sqrt(length) > loudest)
            {
                found.Add(Find(syllable, start, sound, said.Rate));
            }
        }

        // times go round with the repetitions, so they are compared with the one that is surest
        var (period, surest) = ((double)reference.Length / said.Rate, found.MaxBy(each => each.Correlation).Delay);
        var around = found.Select(each => Modulo(each.Delay - surest + (period / 2), period) - (period / 2)).ToList();
        var middle = Median(around);
        return new SpeechMatch(
            Median(found.Select(each => each.Correlation)),
            Median(found.Select(each => each.Decibels)),
            Modulo(surest + middle, period),
            Median(around.Select(each => Math.Abs(each - middle))));
    }

    private static (double Correlation, double Decibels, double Delay) Find(ReadOnlySpan<float> syllable, int start, float[] sound, int rate)
    {
        var norm = TensorPrimitives.Norm(syllable);
        var (best, at) = (0f, 0);
        for (var lag = 0; lag + syllable.Length <= sound.Length; lag++)
        {
            ReadOnlySpan<float> window = sound.AsSpan(lag, syllable.Length);
            var correlation = TensorPrimitives.Dot(syllable, window) / (norm * TensorPrimitives.Norm(window) + 1);
            if (correlation > best)
            {
                (best, at) = (correlation, lag);
            }
        }

        var level = 20 * Math.Log10((TensorPrimitives.Norm<float>(sound.AsSpan(at, syllable.Length)) + 1) / norm);
        return (best, level, (double)(at - start) / rate);
    }

    private static double Modulo(double seconds, double period) => ((seconds % period) + period) % period;

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static float[] Floats(Wave wave) => [.. wave.Samples.Select(sample => (float)sample)];
}
