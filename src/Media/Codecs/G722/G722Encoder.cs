using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Switchroom.Media.Codecs.G722;

/// <summary>G.722 at 64 kbit/s (mode 1): 16 kHz samples in, one byte for every two out.</summary>
internal sealed class G722Encoder : AudioEncoder
{
    private const int ChunkPairs = 160;

    private readonly short[] _window = new short[G722Filter.History + (2 * ChunkPairs)];
    private G722Predictor _lower;
    private G722Predictor _higher;
    private G722Scale _lowerScale = G722Scale.Lower();
    private G722Scale _higherScale = G722Scale.Higher();

    public override AudioCodec Codec => AudioCodec.G722;

    public override int SampleRate => 16000;

    public override int Encode(ReadOnlySpan<short> samples, Span<byte> payload)
    {
        var pairs = samples.Length / 2;
        ArgumentOutOfRangeException.ThrowIfLessThan(payload.Length, pairs);
        for (var done = 0; done < pairs;)
        {
            var count = Math.Min(ChunkPairs, pairs - done);
            EncodeChunk(samples.Slice(2 * done, 2 * count), payload.Slice(done, count));
            done += count;
        }

        return pairs;
    }

    public override void Reset()
    {
        Array.Clear(_window);
        (_lower, _higher) = (default, default);
        (_lowerScale, _higherScale) = (G722Scale.Lower(), G722Scale.Higher());
    }

    [SkipLocalsInit]
    private void EncodeChunk(ReadOnlySpan<short> samples, Span<byte> payload)
    {
        Span<short> lower = stackalloc short[payload.Length];
        Span<short> higher = stackalloc short[payload.Length];
        samples.CopyTo(_window.AsSpan(G722Filter.History));
        G722Filter.Split(_window, lower, higher);
        _window.AsSpan(samples.Length, G722Filter.History).CopyTo(_window);

        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] = (byte)(EncodeHigher(higher[i]) | EncodeLower(lower[i]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int EncodeLower(int sample)
    {
        var difference = G722Predictor.Saturate(sample - _lower.Estimate);
        var sign = difference >> 31;
        var interval = 1 + CountLevelsUpTo(difference ^ sign, _lowerScale.Step);
        int code = G722Tables.LowerCodes[interval + (~sign & 32)];
        var quantised = (_lowerScale.Step * G722Tables.LowerOutput4[code >> 2]) >> 15;
        _lowerScale.UpdateLower(G722Tables.LowerScaleChanges[code >> 2]);
        _lower.Update(quantised);
        return code;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int EncodeHigher(int sample)
    {
        var difference = G722Predictor.Saturate(sample - _higher.Estimate);
        var sign = difference >> 31;

        // 564 is the only decision level (Q2). Codes: 1 and 0 for small and large negatives, 3 and 2 for positives (IHN, IHP).
        var large = (difference ^ sign) >= (564 * _higherScale.Step) >> 12 ? 1 : 0;
        var code = ((~sign & 2) | 1) - large;
        var quantised = (_higherScale.Step * G722Tables.HigherOutput[code]) >> 15;
        _higherScale.UpdateHigher(G722Tables.HigherScaleChanges[code]);
        _higher.Update(quantised);
        return code << 6;
    }

    /// <summary>
    /// QUANTL: how many of the scaled decision levels the magnitude reaches. All thirty are compared at once: a search would mispredict at every sample.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CountLevelsUpTo(int magnitude, int step)
    {
        ref var levels = ref MemoryMarshal.GetArrayDataReference(G722Tables.LowerDecisions);
        var value = Vector256.Create((short)magnitude);
        var first = ReachedLevels(Vector256.LoadUnsafe(ref levels), step, value);
        var second = ReachedLevels(Vector256.LoadUnsafe(ref levels, 16), step, value);

        // Places 0, 30 and 31 are no levels.
        var reached = (first | (second << 16)) & 0x3FFF_FFFE;
        return System.Numerics.BitOperations.PopCount(reached);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ReachedLevels(Vector256<short> levels, int step, Vector256<short> magnitude)
    {
        var (low, high) = Vector256.Widen(levels);
        var scaled = Vector256.Narrow((low * step) >> 12, (high * step) >> 12);
        return Vector256.LessThanOrEqual(scaled, magnitude).ExtractMostSignificantBits();
    }
}
