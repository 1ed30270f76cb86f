using System.Numerics;

namespace Switchroom.Media.Concealment;

/// <summary>What searching for a pitch does most: samples as floats, and how alike two stretches of them are.</summary>
internal static class SampleArithmetic
{
    /// <summary>Converts samples; both spans are of one length.</summary>
    public static void Widen(ReadOnlySpan<short> samples, Span<float> floats)
    {
        var i = 0;
        for (; i <= samples.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(samples[i..]), out var low, out var high);
            Vector.ConvertToSingle(low).CopyTo(floats[i..]);
            Vector.ConvertToSingle(high).CopyTo(floats[(i + Vector<float>.Count)..]);
        }

        for (; i < samples.Length; i++)
        {
            floats[i] = samples[i];
        }
    }

    /// <summary>The sum of products of two stretches of one length.</summary>
    public static float Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var (even, odd) = (Vector<float>.Zero, Vector<float>.Zero);
        var i = 0;
        for (; i <= a.Length - (2 * Vector<float>.Count); i += 2 * Vector<float>.Count)
        {
            even += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
            odd += new Vector<float>(a[(i + Vector<float>.Count)..]) * new Vector<float>(b[(i + Vector<float>.Count)..]);
        }

        var total = Vector.Sum(even + odd);
        for (; i < a.Length; i++)
        {
            total += a[i] * b[i];
        }

        return total;
    }
}
