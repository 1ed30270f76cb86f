using System.Numerics;

namespace Switchroom.Media.Levels;

/// <summary>How loud sound is, as RFC 6464 tells it: -dBov, from 0 (a square wave at full scale) to 127 (silence).</summary>
public static class AudioLevel
{
    /// <summary>The level of digital silence, in -dBov.</summary>
    public const byte Silence = 127;

    private const double FullScale = 32768.0 * 32768.0;

    /// <summary>Level of a frame in -dBov, 0 to 127 (RFC 6464 section 3).</summary>
    public static byte Of(ReadOnlySpan<short> samples) => FromMeanSquare(MeanSquare(samples));

    /// <summary>Level in -dBov of a mean square as <see cref="MeanSquare"/> gives it.</summary>
    public static byte FromMeanSquare(double meanSquare) => meanSquare <= 0
        ? Silence
        : (byte)Math.Clamp(Math.Round(-10 * Math.Log10(meanSquare / FullScale)), 0, Silence);

    /// <summary>The mean square that a level in -dBov stands for.</summary>
    public static double ToMeanSquare(int level) => level >= Silence ? 0 : FullScale * Math.Pow(10, -level / 10.0);

    /// <summary>Mean of the squared samples: power, 0 to 2^30. 0 for no samples.</summary>
    public static double MeanSquare(ReadOnlySpan<short> samples)
    {
        var sums = Vector<float>.Zero;
        var i = 0;
        for (; i <= samples.Length - Vector<short>.Count; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(samples[i..]), out var low, out var high);
            var (a, b) = (Vector.ConvertToSingle(low), Vector.ConvertToSingle(high));
            sums += (a * a) + (b * b);
        }

        double sum = Vector.Sum(sums);
        for (; i < samples.Length; i++)
        {
            sum += samples[i] * samples[i];
        }

        return samples.IsEmpty ? 0 : sum / samples.Length;
    }
}
