using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Switchroom.Media.Codecs.G722;

/// <summary>
/// QUANTL of ITU-T G.722 (block 1L): the thirty decision levels, already scaled for every step the lower band takes (18 KB), compared all at once; a search
/// would mispredict at every sample.
/// </summary>
internal static class G722LowerLevels
{
    private const int Lanes = 32;

    /// <summary>Places 0, 30 and 31 are no levels.</summary>
    private const uint Levels = 0x3FFF_FFFE;

    private static readonly short[] Scaled = Scale();

    /// <summary>How many of the levels <paramref name="magnitude"/> reaches, 0 to 29.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int CountUpTo(int magnitude, int stepIndex)
    {
        ref var levels = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(Scaled), stepIndex * Lanes);
        var value = Vector256.Create((short)magnitude);
        var first = Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref levels), value).ExtractMostSignificantBits();
        var second = Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref levels, Lanes / 2), value).ExtractMostSignificantBits();
        return BitOperations.PopCount((first | (second << 16)) & Levels);
    }

    private static short[] Scale()
    {
        var steps = G722Scale.AllLowerSteps;
        var scaled = new short[steps.Length * Lanes];
        for (var i = 0; i < scaled.Length; i++)
        {
            scaled[i] = (short)((G722Tables.LowerDecisions[i % Lanes] * steps[i / Lanes]) >> 12);
        }

        return scaled;
    }
}
