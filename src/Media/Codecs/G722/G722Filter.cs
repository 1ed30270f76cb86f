using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Switchroom.Media.Codecs.G722;

/// <summary>
/// The 24-tap quadrature mirror filter (ITU-T G.722 section 3.1 and 4.4) that splits sound into two bands and joins them: two sums of 24 products over the
/// same window, one window every other sample.
/// </summary>
internal static class G722Filter
{
    public const int Taps = 24;

    /// <summary>Samples of the past that a window starts with.</summary>
    public const int History = Taps - 2;

    // Even places carry the filter, odd places its mirror image.
    private static readonly short[] Lower = Weights((even, odd) => (even, odd));
    private static readonly short[] Higher = Weights((even, odd) => (-even, odd));
    private static readonly short[] FirstOutput = Weights((_, odd) => (0, odd));
    private static readonly short[] SecondOutput = Weights((even, _) => (even, 0));

    /// <summary>Splits: <paramref name="window"/> holds <see cref="History"/> old samples, then two new ones for each output pair.</summary>
    public static void Split(ReadOnlySpan<short> window, Span<short> lower, Span<short> higher)
    {
        for (var i = 0; i < lower.Length; i++)
        {
            var samples = window.Slice(2 * i, Taps);
            lower[i] = (short)(Sum(samples, Lower) >> 14);
            higher[i] = (short)(Sum(samples, Higher) >> 14);
        }
    }

    /// <summary>Joins: <paramref name="window"/> holds <see cref="History"/> old values, then sum and difference of the bands for each pair of outputs.</summary>
    public static void Join(ReadOnlySpan<short> window, Span<short> output)
    {
        for (var i = 0; i < output.Length; i += 2)
        {
            var values = window.Slice(i, Taps);
            output[i] = (short)G722Predictor.Saturate(Sum(values, FirstOutput) >> 11);
            output[i + 1] = (short)G722Predictor.Saturate(Sum(values, SecondOutput) >> 11);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Sum(ReadOnlySpan<short> samples, short[] weights)
    {
        if (!Avx2.IsSupported)
        {
            var sum = 0;
            for (var i = 0; i < Taps; i++)
            {
                sum += samples[i] * weights[i];
            }

            return sum;
        }

        ref var s = ref MemoryMarshal.GetReference(samples);
        ref var w = ref MemoryMarshal.GetArrayDataReference(weights);
        var wide = Avx2.MultiplyAddAdjacent(Vector256.LoadUnsafe(ref s), Vector256.LoadUnsafe(ref w));
        var narrow = Sse2.MultiplyAddAdjacent(Vector128.LoadUnsafe(ref s, 16), Vector128.LoadUnsafe(ref w, 16));
        return Vector128.Sum(wide.GetLower() + wide.GetUpper() + narrow);
    }

    private static short[] Weights(Func<int, int, (int Even, int Odd)> place)
    {
        var weights = new short[Taps];
        for (var i = 0; i < Taps / 2; i++)
        {
            var (even, odd) = place(G722Tables.MirrorFilter[i], G722Tables.MirrorFilter[(Taps / 2) - 1 - i]);
            weights[2 * i] = (short)even;
            weights[(2 * i) + 1] = (short)odd;
        }

        return weights;
    }
}
