using System.Numerics;

namespace Switchroom.Media.Codecs.G711;

/// <summary>
/// A-law (ITU-T G.711 table 1) on 16-bit samples. Above the linear segment a code is the exponent and the top four fraction bits of the magnitude as a single
/// float (see <see cref="MuLaw"/>); below it the magnitude in steps of 16.
/// </summary>
internal static class ALaw
{
    private const int LinearEnd = 256;

    // Bit patterns of floats shifted right by 19 hold exponent and four fraction bits; segment 1 starts at 2^8.
    private const int FractionShift = 19;
    private const int SegmentZero = (127 + 7) << 4;
    private const int HalfStep = 1 << (FractionShift - 1);

    private static readonly short[] DecodeTable = [.. Enumerable.Range(0, 256).Select(code => Expand((byte)code))];

    public static void Encode(ReadOnlySpan<short> samples, Span<byte> codes)
    {
        var i = 0;
        for (; i <= samples.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<short>(samples[i..]), out var a, out var b);
            Vector.Widen(new Vector<short>(samples[(i + Vector<short>.Count)..]), out var c, out var d);
            var low = Vector.Narrow(Compress(a), Compress(b));
            var high = Vector.Narrow(Compress(c), Compress(d));
            Vector.Narrow(low.As<short, ushort>(), high.As<short, ushort>()).CopyTo(codes[i..]);
        }

        for (; i < samples.Length; i++)
        {
            codes[i] = Compress(samples[i]);
        }
    }

    public static void Decode(ReadOnlySpan<byte> codes, Span<short> samples)
    {
        var i = 0;
        for (; i <= codes.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(codes[i..]), out var low, out var high);
            Vector.Widen(low, out var a, out var b);
            Vector.Widen(high, out var c, out var d);
            Vector.Narrow(Expand(a.As<uint, int>()), Expand(b.As<uint, int>())).CopyTo(samples[i..]);
            Vector.Narrow(Expand(c.As<uint, int>()), Expand(d.As<uint, int>())).CopyTo(samples[(i + Vector<short>.Count)..]);
        }

        for (; i < codes.Length; i++)
        {
            samples[i] = DecodeTable[codes[i]];
        }
    }

    /// <summary>One sample, as the standard's table reads; the vectors are tested against it.</summary>
    internal static byte Compress(short sample)
    {
        // The one's complement of a negative sample keeps both halves of the scale the same size.
        var magnitude = sample < 0 ? ~sample : sample;
        var segment = magnitude < LinearEnd ? 0 : BitOperations.Log2((uint)magnitude) - 7;
        var step = (magnitude >> (segment == 0 ? 4 : segment + 3)) & 15;
        return (byte)((sample < 0 ? 0x55 : 0xD5) ^ ((segment << 4) | step));
    }

    private static short Expand(byte code)
    {
        var inverted = code ^ 0x55;
        var (segment, step) = ((inverted >> 4) & 7, inverted & 15);
        var magnitude = segment == 0 ? (step << 4) + 8 : ((step << 4) + 264) << (segment - 1);
        return (short)((code & 0x80) != 0 ? magnitude : -magnitude);
    }

    private static Vector<int> Compress(Vector<int> samples)
    {
        var sign = samples >> 31;
        var magnitude = samples ^ sign;
        var floatBits = Vector.ConvertToSingle(magnitude).As<float, int>();
        var code = Vector.ConditionalSelect(
            Vector.LessThan(magnitude, new Vector<int>(LinearEnd)), magnitude >> 4, (floatBits >> FractionShift) - new Vector<int>(SegmentZero));
        return code ^ new Vector<int>(0xD5) ^ (sign & new Vector<int>(0x80));
    }

    private static Vector<int> Expand(Vector<int> codes)
    {
        var inverted = (codes ^ new Vector<int>(0x55)) & new Vector<int>(0x7F);
        var bits = ((inverted + new Vector<int>(SegmentZero)) << FractionShift) | new Vector<int>(HalfStep);
        var magnitude = Vector.ConditionalSelect(
            Vector.LessThan(inverted, new Vector<int>(16)), (inverted << 4) + new Vector<int>(8), Vector.ConvertToInt32(bits.As<int, float>()));
        return Vector.ConditionalSelect(Vector.LessThan(codes, new Vector<int>(0x80)), -magnitude, magnitude);
    }
}
