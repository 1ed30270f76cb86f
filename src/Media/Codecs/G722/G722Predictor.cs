using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Switchroom.Media.Codecs.G722;

/// <summary>
/// The adaptive predictor of one sub-band (ITU-T G.722 section 3.6, block 4): two poles and six zeros, all in 16-bit arithmetic that saturates.
/// The zeros are lanes 0 to 5 of vectors of int; lanes 6 and 7 of the coefficients stay zero.
/// </summary>
internal struct G722Predictor
{
    private static readonly Vector256<int> ZeroStep = Vector256.Create(128, 128, 128, 128, 128, 128, 0, 0);
    private static readonly Vector256<int> OneLaneUp = Vector256.Create(0, 0, 1, 2, 3, 4, 5, 6);
    private static readonly Vector256<int> FirstLane = Vector256.Create(-1, 0, 0, 0, 0, 0, 0, 0);

    private Vector256<int> _zeros;
    private Vector256<int> _doubledDifferences;
    private int _pole1;
    private int _pole2;
    private int _reconstructed1;
    private int _partial1;
    private int _partial2;
    private int _fromZeros;

    /// <summary>The prediction of the next sample of this band (s in the standard).</summary>
    public int Estimate { get; private set; }

    /// <summary>Adapts to the quantised difference <paramref name="difference"/> and predicts the next sample.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Update(int difference)
    {
        var doubled = Vector256.Create(Saturate(difference << 1));

        // UPZERO: every zero leaks by 1/256 and steps towards the sign agreement of its difference with the newest.
        var disagrees = (_doubledDifferences ^ doubled) >> 31;
        var step = difference == 0 ? Vector256<int>.Zero : ZeroStep;
        var zeros = (_zeros * Vector256.Create(32640) >> 15) + ((step ^ disagrees) - disagrees);
        _zeros = Vector256.Min(Vector256.Max(zeros, Vector256.Create(-32768)), Vector256.Create(32767));
        _doubledDifferences = Vector256.ConditionalSelect(FirstLane, doubled, Vector256.Shuffle(_doubledDifferences, OneLaneUp));
        var fromZeros = Saturate(Vector256.Sum((_zeros * _doubledDifferences) >> 15));

        var fromPoles = UpdatePoles(difference);
        _fromZeros = fromZeros;
        Estimate = Saturate(fromPoles + fromZeros);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Saturate(int value) => Math.Min(Math.Max(value, short.MinValue), short.MaxValue);

    /// <summary>RECONS, PARREC, UPPOL2, UPPOL1 and FILTEP.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int UpdatePoles(int difference)
    {
        var reconstructed = Saturate(Estimate + difference);
        var partial = Saturate(_fromZeros + difference);

        // 0 where the signs agree, -1 where they differ; (x ^ m) - m negates x where m is -1.
        var differs1 = (partial ^ _partial1) >> 31;
        var differs2 = (partial ^ _partial2) >> 31;
        _partial2 = _partial1;
        _partial1 = partial;

        var pull = Saturate(_pole1 << 2);
        pull = Math.Min((pull ^ ~differs1) - ~differs1, short.MaxValue);
        var pole2 = ((128 ^ differs2) - differs2) + (pull >> 7) + ((_pole2 * 32512) >> 15);
        _pole2 = Math.Min(Math.Max(pole2, -12288), 12288);

        var bound = 15360 - _pole2;
        var pole1 = ((192 ^ differs1) - differs1) + ((_pole1 * 32640) >> 15);
        _pole1 = Math.Min(Math.Max(pole1, -bound), bound);

        var previous = _reconstructed1;
        _reconstructed1 = reconstructed;
        return Saturate(((_pole1 * Saturate(reconstructed << 1)) >> 15) + ((_pole2 * Saturate(previous << 1)) >> 15));
    }
}
