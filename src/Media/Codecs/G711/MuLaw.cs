using System.Numerics;

namespace Switchroom.Media.Codecs.G711;

/// <summary>
/// µ-law (ITU-T G.711 table 2) on 16-bit samples. With the bias added, a segment is a power of two and a step a sixteenth of it: exactly the exponent and
/// the top four fraction bits of the number as a single float, so that vectors of floats do the work of the table.
/// </summary>
internal readonly struct MuLaw : ICompanding
{
    /// <summary>What is added to a magnitude so that every segment starts at a power of two: 33 in the standard's 14-bit scale.</summary>
    private const int Bias = 132;

    private const int Clip = short.MaxValue - Bias;

    // Bit patterns of floats shifted right by 19 hold sign, exponent and four fraction bits; segment 0 starts at 2^7.
    private const int FractionShift = 19;
    private const int FirstSegment = (127 + 7) << 4;
    private const int HalfStep = 1 << (FractionShift - 1);

    public static byte Compress(short sample)
    {
        var magnitude = Math.Min(Math.Abs((int)sample), Clip) + Bias;
        var segment = BitOperations.Log2((uint)magnitude) - 7;
        var step = (magnitude >> (segment + 3)) & 15;
        return (byte)((sample < 0 ? 0x7F : 0xFF) ^ ((segment << 4) | step));
    }

    public static short Expand(byte code)
    {
        var (segment, step) = ((~code >> 4) & 7, ~code & 15);
        var magnitude = (((step << 3) + Bias) << segment) - Bias;
        return (short)((code & 0x80) != 0 ? magnitude : -magnitude);
    }

    public static Vector<int> Compress(Vector<int> samples)
    {
        var magnitude = Vector.Min(Vector.Abs(samples), new Vector<int>(Clip)) + new Vector<int>(Bias);
        var floatBits = Vector.ConvertToSingle(magnitude).As<float, int>();
        var code = (floatBits >> FractionShift) - new Vector<int>(FirstSegment);
        var signMask = new Vector<int>(0xFF) ^ (Vector.LessThan(samples, Vector<int>.Zero) & new Vector<int>(0x80));
        return code ^ signMask;
    }

    public static Vector<int> Expand(Vector<int> codes)
    {
        var bits = (((~codes & new Vector<int>(0x7F)) + new Vector<int>(FirstSegment)) << FractionShift) | new Vector<int>(HalfStep);
        var magnitude = Vector.ConvertToInt32(bits.As<int, float>()) - new Vector<int>(Bias);
        return Vector.ConditionalSelect(Vector.LessThan(codes, new Vector<int>(0x80)), -magnitude, magnitude);
    }
}
