using System.Numerics;

namespace Switchroom.Media.Codecs.G711;

/// <summary>
/// µ-law (ITU-T G.711 table 2) on 16-bit samples. With the bias added, a segment is a power of two and a step a sixteenth of it: exactly the exponent and
/// the top four fraction bits of the number as a single float, so that vectors of floats do the work of the table.
/// </summary>
internal static class MuLaw
{
    /// <summary>What is added to a magnitude so that every segment starts at a power of two: 33 in the standard's 14-bit scale.</summary>
    private const int Bias = 132;

    private const int Clip = short.MaxValue - Bias;

    // Bit patterns of floats shifted right by 19 hold sign, exponent and four fraction bits; segment 0 starts at 2^7.
    private const int FractionShift = 19;
    private const int FirstSegment = (127 + 7) << 4;
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
        var magnitude = Math.Min(Math.Abs((int)sample), Clip) + Bias;
        var segment = BitOperations.Log2((uint)magnitude) - 7;
        var step = (magnitude >> (segment + 3)) & 15;
        return (byte)((sample < 0 ? 0x7F : 0xFF) ^ ((segment << 4) | step));
    }

    private static short Expand(byte code)
    {
        var (segment, step) = ((~code >> 4) & 7, ~code & 15);
        var magnitude = (((step << 3) + Bias) << segment) - Bias;
        return (short)((code & 0x80) != 0 ? magnitude : -magnitude);
    }

    private static Vector<int> Compress(Vector<int> samples)
    {
        var magnitude = Vector.Min(Vector.Abs(samples), new Vector<int>(Clip)) + new Vector<int>(Bias);
        var floatBits = Vector.ConvertToSingle(magnitude).As<float, int>();
        var code = (floatBits >> FractionShift) - new Vector<int>(FirstSegment);
        var signMask = new Vector<int>(0xFF) ^ (Vector.LessThan(samples, Vector<int>.Zero) & new Vector<int>(0x80));
        return code ^ signMask;
    }

    private static Vector<int> Expand(Vector<int> codes)
    {
        var bits = (((~codes & new Vector<int>(0x7F)) + new Vector<int>(FirstSegment)) << FractionShift) | new Vector<int>(HalfStep);
        var magnitude = Vector.ConvertToInt32(bits.As<int, float>()) - new Vector<int>(Bias);
        return Vector.ConditionalSelect(Vector.LessThan(codes, new Vector<int>(0x80)), -magnitude, magnitude);
    }
}
