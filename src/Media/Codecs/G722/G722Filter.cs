using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Switchroom.Media.Codecs.G722;

/// <summary>
/// The 24-tap quadrature mirror filter (ITU-T G.722 sections 3.1 and 4.4) that splits sound into two bands and joins them. Every output pair takes one sum
/// over the even places of its window and one over the odd ones; eight pairs are worked on side by side.
/// </summary>
internal sealed class G722Filter
{
    /// <summary>The most pairs worked on at once: 20 ms.</summary>
    public const int MaxPairs = 160;

    /// <summary>Room behind results that are written eight at a time.</summary>
    public const int Padding = 8;

    private const int Half = 12;
    private const int History = Half - 1;

    private static readonly int[] Weights = [.. G722Tables.MirrorFilter.ToArray().Select(weight => (int)weight)];

    private readonly int[] _even = new int[History + MaxPairs + Padding];
    private readonly int[] _odd = new int[History + MaxPairs + Padding];

    /// <summary>The newest values at even places of the windows, to be filled before <see cref="Join"/>.</summary>
    public Span<int> Even => _even.AsSpan(History, MaxPairs);

    /// <summary>The newest values at odd places of the windows, to be filled before <see cref="Join"/>.</summary>
    public Span<int> Odd => _odd.AsSpan(History, MaxPairs);

    /// <summary>Splits samples into two bands of half as many each; the spans for the bands have <see cref="Padding"/> to spare.</summary>
    public void Split(ReadOnlySpan<short> samples, Span<int> lower, Span<int> higher)
    {
        var pairs = samples.Length / 2;
        for (var i = 0; i < pairs; i++)
        {
            _even[History + i] = samples[2 * i];
            _odd[History + i] = samples[(2 * i) + 1];
        }

        for (var i = 0; i < pairs; i += Vector256<int>.Count)
        {
            var (even, odd) = SumsAt(i);
            ((odd + even) >> 14).CopyTo(lower[i..]);
            ((odd - even) >> 14).CopyTo(higher[i..]);
        }

        Shift(pairs);
    }

    /// <summary>Joins what <see cref="Even"/> and <see cref="Odd"/> hold, the sums and differences of the bands, to samples.</summary>
    public void Join(Span<short> samples)
    {
        var pairs = samples.Length / 2;
        var joined = MemoryMarshal.Cast<short, int>(samples);
        Span<int> last = stackalloc int[Vector256<int>.Count];
        for (var i = 0; i < pairs; i += Vector256<int>.Count)
        {
            var (even, odd) = SumsAt(i);

            // Two samples in one int, the first in the lower half.
            var pair = (Limit(odd >> 11) & Vector256.Create(0xFFFF)) | (Limit(even >> 11) << 16);
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

        Shift(pairs);
    }

    /// <summary>Forgets the past.</summary>
    public void Reset()
    {
        Array.Clear(_even);
        Array.Clear(_odd);
    }

    /// <summary>Takes over another's past.</summary>
    public void CopyStateFrom(G722Filter other)
    {
        other._even.CopyTo(_even, 0);
        other._odd.CopyTo(_odd, 0);
    }

    private static Vector256<int> Limit(Vector256<int> values) =>
        Vector256.Min(Vector256.Max(values, Vector256.Create<int>(short.MinValue)), Vector256.Create<int>(short.MaxValue));

    /// <summary>The sums of the eight windows from <paramref name="first"/> on. The filter is its own mirror image, so that both halves share weights.</summary>
    private (Vector256<int> Even, Vector256<int> Odd) SumsAt(int first)
    {
        ReadOnlySpan<int> even = _even.AsSpan(first, History + Vector256<int>.Count);
        ReadOnlySpan<int> odd = _odd.AsSpan(first, History + Vector256<int>.Count);
        ref var e = ref MemoryMarshal.GetReference(even);
        ref var o = ref MemoryMarshal.GetReference(odd);
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

    private void Shift(int pairs)
    {
        _even.AsSpan(pairs, History).CopyTo(_even);
        _odd.AsSpan(pairs, History).CopyTo(_odd);
    }
}
