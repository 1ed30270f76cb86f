using System.Numerics;

namespace Switchroom.Media.Codecs.G711;

/// <summary>
/// A-law (ITU-T G.711 table 1) on 16-bit samples. Above the linear segment a code is the exponent and the top four fraction bits of the magnitude as a single
/// float (see <see cref="MuLaw"/>); below it the magnitude in steps of 16.
/// </summary>
internal readonly struct ALaw : ICompanding
{
    private const int LinearEnd = 256;

    // Bit patterns of floats shifted right by 19 hold exponent and four fraction bits; segment 1 starts at 2^8.
    private const int FractionShift = 19;
    private const int SegmentZero = (127 + 7) << 4;
    private const int HalfStep = 1 << (FractionShift - 1);

    public static byte Compress(short sample)
    {
        // The one's complement of a negative sample keeps both halves of the scale the same size.
        var magnitude = sample < 0 ? ~sample : sample;
        var segment = magnitude < LinearEnd ? 0 : BitOperations.Log2((uint)magnitude) - 7;
        var step = (magnitude >> (segment == 0 ? 4 : segment + 3)) & 15;
        return (byte)((sample < 0 ? 0x55 : 0xD5) ^ ((segment << 4) | step));
    }

    public static short Expand(byte code)
    {
        var inverted = code ^ 0x55;
        var (segment, step) = ((inverted >> 4) & 7, inverted & 15);
        var magnitude = segment == 0 ? (step << 4) + 8 : ((step << 4) + 264) << (segment - 1);
        return (short)((code & 0x80) != 0 ? magnitude : -magnitude);
    }

    public static Vector<int> Compress(Vector<int> samples)
    {
        var sign = samples >> 31;
        var magnitude = samples ^ sign;
        var floatBits = Vector.ConvertToSingle(magnitude).As<float, int>();
        var code = Vector.ConditionalSelect(
            Vector.LessThan(magnitude, new Vector<int>(LinearEnd)), magnitude >> 4, (floatBits >> FractionShift) - new Vector<int>(SegmentZero));
        return code ^ new Vector<int>(0xD5) ^ (sign & new Vector<int>(0x80));
    }

    public static Vector<int> Expand(Vector<int> codes)
    {
        var inverted = (codes ^ new Vector<int>(0x55)) & new Vector<int>(0x7F);
        var bits = ((inverted + new Vector<int>(SegmentZero)) << FractionShift) | new Vector<int>(HalfStep);
        var magnitude = Vector.ConditionalSelect(
            Vector.LessThan(inverted, new Vector<int>(16)), (inverted << 4) + new Vector<int>(8), Vector.ConvertToInt32(bits.As<int, float>()));
        return Vector.ConditionalSelect(Vector.LessThan(codes, new Vector<int>(0x80)), -magnitude, magnitude);
    }
}
