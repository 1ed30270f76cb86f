using System.Numerics;

namespace Switchroom.Media.Codecs.G711;

/// <summary>Turns samples into codes and back by a law, a vector of bytes at a time.</summary>
internal static class Companding<TLaw>
    where TLaw : struct, ICompanding
{
    private static readonly short[] DecodeTable = [.. Enumerable.Range(0, 256).Select(code => TLaw.Expand((byte)code))];

    public static void Encode(ReadOnlySpan<short> samples, Span<byte> codes)
    {
        var i = 0;
        for (; i <= samples.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<short>(samples[i..]), out var a, out var b);
            Vector.Widen(new Vector<short>(samples[(i + Vector<short>.Count)..]), out var c, out var d);
            var low = Vector.Narrow(TLaw.Compress(a), TLaw.Compress(b));
            var high = Vector.Narrow(TLaw.Compress(c), TLaw.Compress(d));
            Vector.Narrow(low.As<short, ushort>(), high.As<short, ushort>()).CopyTo(codes[i..]);
        }

        for (; i < samples.Length; i++)
        {
            codes[i] = TLaw.Compress(samples[i]);
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
            Vector.Narrow(TLaw.Expand(a.As<uint, int>()), TLaw.Expand(b.As<uint, int>())).CopyTo(samples[i..]);
            Vector.Narrow(TLaw.Expand(c.As<uint, int>()), TLaw.Expand(d.As<uint, int>())).CopyTo(samples[(i + Vector<short>.Count)..]);
        }

        for (; i < codes.Length; i++)
        {
            samples[i] = DecodeTable[codes[i]];
        }
    }
}
