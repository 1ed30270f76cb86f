using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Switchroom.Media.Codecs.G722;

/// <summary>
/// The 24-tap quadrature mirror filter (ITU-T G.722 sections 3.1 and 4.4) that splits sound into two bands and joins them. Every output pair takes one sum
/// over the even places of its window and one over the odd ones; eight pairs are worked on side by side. Of each stream only the past is kept: hundreds of
/// decoders work in the same few lines of the processor's cache.
/// </summary>
internal sealed class G722Filter
{
    /// <summary>The most pairs worked on at once: 20 ms.</summary>
    public const int MaxPairs = 160;

    /// <summary>Room behind results that are written eight at a time.</summary>
    public const int Padding = 8;

    /// <summary>Room before the newest values given to <see cref="Join"/>, for those that came before.</summary>
    public const int Past = Half - 1;

    /// <summary>Places for the values given to <see cref="Join"/>, all in all.</summary>
    public const int Places = Past + MaxPairs + Padding;

    private const int Half = 12;

    private static readonly int[] Weights = [.. G722Tables.MirrorFilter.ToArray().Select(weight => (int)weight)];

    private readonly int[] _pastEven = new int[Past];
    private readonly int[] _pastOdd = new int[Past];

    /// <summary>Splits samples into two bands of half as many each; the spans for the bands have <see cref="Padding"/> to spare.</summary>
    [SkipLocalsInit]
    public void Split(ReadOnlySpan<short> samples, Span<int> lower, Span<int> higher)
    {
        Span<int> even = stackalloc int[Places];
        Span<int> odd = stackalloc int[Places];
        var pairs = samples.Length / 2;
        for (var i = 0; i < pairs; i++)
        {
            even[Past + i] = samples[2 * i];
            odd[Past + i] = samples[(2 * i) + 1];
        }

        Begin(even, odd);
        for (var i = 0; i < pairs; i += Vector256<int>.Count)
        {
            var (evenSum, oddSum) = SumsAt(i, even, odd);
            ((oddSum + evenSum) >> 14).CopyTo(lower[i..]);
            ((oddSum - evenSum) >> 14).CopyTo(higher[i..]);
        }

        End(pairs, even, odd);
    }

    /// <summary>Joins sums and differences of the bands to samples.</summary>
    /// <param name="even"><see cref="Places"/> values; the sums begin at <see cref="Past"/>.</param>
    /// <param name="odd"><see cref="Places"/> values; the differences begin at <see cref="Past"/>.</param>
    /// <param name="samples">Two for each pair.</param>
    [SkipLocalsInit]
    public void Join(Span<int> even, Span<int> odd, Span<short> samples)
    {
        Begin(even, odd);
        var pairs = samples.Length / 2;
        var joined = MemoryMarshal.Cast<short, int>(samples);
        Span<int> last = stackalloc int[Vector256<int>.Count];
        for (var i = 0; i < pairs; i += Vector256<int>.Count)
        {
            var (evenSum, oddSum) = SumsAt(i, even, odd);

            // Two samples in one int, the first in the lower half.
            var pair = (Limit(oddSum >> 11) & Vector256.Create(0xFFFF)) | (Limit(evenSum >> 11) << 16);
            if (pairs - i >= Vector256<int>.Count)
            {
                pair.CopyTo(joined[i..]);
            }
            else
            {
                pair.CopyTo(last);
                last[..(pairs - i)].CopyTo(joined[i..]);
            }
        }

        End(pairs, even, odd);
    }

    /// <summary>Forgets the past.</summary>
    public void Reset()
    {
        Array.Clear(_pastEven);
        Array.Clear(_pastOdd);
    }

    /// <summary>Takes over another's past.</summary>
    public void CopyStateFrom(G722Filter other)
    {
        other._pastEven.CopyTo(_pastEven, 0);
        other._pastOdd.CopyTo(_pastOdd, 0);
    }

    private static Vector256<int> Limit(Vector256<int> values) =>
        Vector256.Min(Vector256.Max(values, Vector256.Create<int>(short.MinValue)), Vector256.Create<int>(short.MaxValue));

    /// <summary>The sums of the eight windows from <paramref name="first"/> on. The filter is its own mirror image, so that both halves share weights.</summary>
    private static (Vector256<int> Even, Vector256<int> Odd) SumsAt(int first, ReadOnlySpan<int> even, ReadOnlySpan<int> odd)
    {
        ref var e = ref MemoryMarshal.GetReference(even.Slice(first, Past + Vector256<int>.Count));
        ref var o = ref MemoryMarshal.GetReference(odd.Slice(first, Past + Vector256<int>.Count));
        ref var w = ref MemoryMarshal.GetArrayDataReference(Weights);
        var (evenSum, oddSum) = (Vector256<int>.Zero, Vector256<int>.Zero);
        for (nuint i = 0; i < Half; i++)
        {
            var weight = Vector256.Create(Unsafe.Add(ref w, i));
            evenSum += Vector256.LoadUnsafe(ref e, i) * weight;
            oddSum += Vector256.LoadUnsafe(ref o, Half - 1 - i) * weight;
        }

        return (evenSum, oddSum);
    }

    private void Begin(Span<int> even, Span<int> odd)
    {
        _pastEven.CopyTo(even);
        _pastOdd.CopyTo(odd);
    }

    private void End(int pairs, ReadOnlySpan<int> even, ReadOnlySpan<int> odd)
    {
        even.Slice(pairs, Past).CopyTo(_pastEven);
        odd.Slice(pairs, Past).CopyTo(_pastOdd);
    }
}
