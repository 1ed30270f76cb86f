using System.Runtime.CompilerServices;

namespace Switchroom.Media.Codecs.G722;

/// <summary>The adaptive quantiser step of one sub-band (ITU-T G.722 section 3.5, blocks 3L and 3H): a logarithm that leaks, and its antilogarithm.</summary>
internal struct G722Scale
{
    private const int LowerLimit = 18432;
    private const int HigherLimit = 22528;

    /// <summary>Table ILB: 2048 times two to the power of n/32.</summary>
    private static readonly short[] Antilogarithms =
    [
        2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
        2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
    ];

    // SCALEL and SCALEH for every value that the upper bits of the logarithm take.
    private static readonly short[] LowerSteps = [.. Enumerable.Range(0, (LowerLimit >> 6) + 1).Select(n => StepOf(n, 8))];
    private static readonly short[] HigherSteps = [.. Enumerable.Range(0, (HigherLimit >> 6) + 1).Select(n => StepOf(n, 10))];

    private int _logarithm;

    /// <summary>Every value <see cref="Step"/> of the lower band takes, by <see cref="Index"/>.</summary>
    public static ReadOnlySpan<short> AllLowerSteps => LowerSteps;

    /// <summary>Which of the band's possible steps it is now.</summary>
    public readonly int Index => _logarithm >> 6;

    /// <summary>The step now (DET in the standard).</summary>
    public int Step { get; private set; }

    public static G722Scale Lower() => new() { Step = 32 };

    public static G722Scale Higher() => new() { Step = 8 };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UpdateLower(int change)
    {
        _logarithm = Math.Min(Math.Max(((_logarithm * 127) >> 7) + change, 0), LowerLimit);
        Step = LowerSteps[_logarithm >> 6];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UpdateHigher(int change)
    {
        _logarithm = Math.Min(Math.Max(((_logarithm * 127) >> 7) + change, 0), HigherLimit);
        Step = HigherSteps[_logarithm >> 6];
    }

    private static short StepOf(int upperBits, int scale)
    {
        var shift = scale - (upperBits >> 5);
        var antilogarithm = Antilogarithms[upperBits & 31];
        return (short)((shift < 0 ? antilogarithm << -shift : antilogarithm >> shift) << 2);
    }
}
