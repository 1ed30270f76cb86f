using System.Numerics;
using System.Runtime.InteropServices;

namespace Switchroom.Media.Mixing;

/// <summary>Sums of sources in 32 bits, where 65,536 full-scale sources fit.</summary>
public static class MixArithmetic
{
    /// <summary>Gain of 1 in the fixed-point gains here.</summary>
    public const int UnityGain = 1 << GainBits;

    /// <summary>The largest gain: 12 dB.</summary>
    public const int MaxGain = 4 << GainBits;

    private const int GainBits = 12;

    /// <summary>Adds one source to a sum.</summary>
    public static void Add(Span<int> sum, ReadOnlySpan<short> source)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sum.Length, source.Length);
        var i = 0;
        for (; i <= source.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(source[i..]), out var low, out var high);
            (new Vector<int>(sum[i..]) + low).CopyTo(sum[i..]);
            (new Vector<int>(sum[(i + Vector<int>.Count)..]) + high).CopyTo(sum[(i + Vector<int>.Count)..]);
        }

        for (; i < source.Length; i++)
        {
            sum[i] += source[i];
        }
    }

    /// <summary>Writes a sum without one of its sources: what that source's owner hears.</summary>
    public static void Subtract(ReadOnlySpan<int> sum, ReadOnlySpan<short> source, Span<int> difference)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sum.Length, source.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(difference.Length, source.Length);
        var i = 0;
        for (; i <= source.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(source[i..]), out var low, out var high);
            (new Vector<int>(sum[i..]) - low).CopyTo(difference[i..]);
            (new Vector<int>(sum[(i + Vector<int>.Count)..]) - high).CopyTo(difference[(i + Vector<int>.Count)..]);
        }

        for (; i < source.Length; i++)
        {
            difference[i] = sum[i] - source[i];
        }
    }

    /// <summary>Scales samples in place, moving from one gain to another over the frame so that a change does not click. Saturates.</summary>
    /// <param name="samples">The frame.</param>
    /// <param name="fromGain">Gain at the frame's start; <see cref="UnityGain"/> is 1; 0 to <see cref="MaxGain"/>.</param>
    /// <param name="toGain">Gain at the frame's end.</param>
    public static void Scale(Span<short> samples, int fromGain, int toGain)
    {
        if (fromGain == UnityGain && toGain == UnityGain)
        {
            return;
        }

        if (fromGain == toGain)
        {
            ScaleEvenly(samples, Math.Clamp(toGain, 0, MaxGain));
            return;
        }

        for (var i = 0; i < samples.Length; i++)
        {
            var gain = Math.Clamp(fromGain + ((toGain - fromGain) * i / samples.Length), 0, MaxGain);
            samples[i] = (short)Math.Clamp((samples[i] * gain) >> GainBits, short.MinValue, short.MaxValue);
        }
    }

    /// <summary>The fixed-point gain for a factor, 0 to 4.</summary>
    public static int GainOf(double factor) => (int)Math.Round(Math.Clamp(factor, 0, MaxGain / UnityGain) * UnityGain);

    /// <summary>The largest magnitude in a sum.</summary>
    internal static int Peak(ReadOnlySpan<int> sum)
    {
        var vectors = MemoryMarshal.Cast<int, Vector<int>>(sum);
        var peaks = Vector<int>.Zero;
        foreach (var vector in vectors)
        {
            peaks = Vector.Max(peaks, Vector.Abs(vector));
        }

        var peak = 0;
        for (var lane = 0; lane < Vector<int>.Count; lane++)
        {
            peak = Math.Max(peak, peaks[lane]);
        }

        foreach (var sample in sum[(vectors.Length * Vector<int>.Count)..])
        {
            peak = Math.Max(peak, Math.Abs(sample));
        }

        return peak;
    }

    /// <summary>Narrows a sum to samples, saturating.</summary>
    internal static void Narrow(ReadOnlySpan<int> sum, Span<short> samples)
    {
        var i = 0;
        for (; i <= sum.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.NarrowWithSaturation(new Vector<int>(sum[i..]), new Vector<int>(sum[(i + Vector<int>.Count)..])).CopyTo(samples[i..]);
        }

        for (; i < sum.Length; i++)
        {
            samples[i] = (short)Math.Clamp(sum[i], short.MinValue, short.MaxValue);
        }
    }

    private static void ScaleEvenly(Span<short> samples, int gain)
    {
        var i = 0;
        for (; i <= samples.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(samples[i..]), out var low, out var high);
            Vector.NarrowWithSaturation((low * gain) >> GainBits, (high * gain) >> GainBits).CopyTo(samples[i..]);
        }

        for (; i < samples.Length; i++)
        {
            samples[i] = (short)Math.Clamp((samples[i] * gain) >> GainBits, short.MinValue, short.MaxValue);
        }
    }
}
