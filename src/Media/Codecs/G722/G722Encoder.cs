using System.Runtime.CompilerServices;

namespace Switchroom.Media.Codecs.G722;

/// <summary>G.722 at 64 kbit/s (mode 1): 16 kHz samples in, one byte for every two out.</summary>
internal sealed class G722Encoder : AudioEncoder
{
    private readonly G722Filter _filter = new();
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
            var count = Math.Min(G722Filter.MaxPairs, pairs - done);
            EncodeChunk(samples.Slice(2 * done, 2 * count), payload.Slice(done, count));
            done += count;
        }

        return pairs;
    }

    public override void Reset()
    {
        _filter.Reset();
        (_lower, _higher) = (default, default);
        (_lowerScale, _higherScale) = (G722Scale.Lower(), G722Scale.Higher());
    }

    public override void CopyStateFrom(AudioEncoder other)
    {
        var g722 = (G722Encoder)other;
        _filter.CopyStateFrom(g722._filter);
        (_lower, _higher, _lowerScale, _higherScale) = (g722._lower, g722._higher, g722._lowerScale, g722._higherScale);
    }

    [SkipLocalsInit]
    private void EncodeChunk(ReadOnlySpan<short> samples, Span<byte> payload)
    {
        Span<int> lower = stackalloc int[G722Filter.MaxPairs + G722Filter.Padding];
        Span<int> higher = stackalloc int[G722Filter.MaxPairs + G722Filter.Padding];
        _filter.Split(samples, lower, higher);
        EncodeBands(lower, higher, payload);
    }

    // Beside memory on the stack the compiler would leave fewer registers to the loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EncodeBands(ReadOnlySpan<int> lower, ReadOnlySpan<int> higher, Span<byte> payload)
    {
        lower = lower[..payload.Length];
        higher = higher[..payload.Length];

        // Local copies: the compiler keeps them in registers over the loop.
        var (lowerBand, higherBand, lowerScale, higherScale) = (_lower, _higher, _lowerScale, _higherScale);
        for (var i = 0; i < payload.Length; i++)
        {
            payload[i] = (byte)(EncodeHigher(higher[i], ref higherBand, ref higherScale) | EncodeLower(lower[i], ref lowerBand, ref lowerScale));
        }

        (_lower, _higher, _lowerScale, _higherScale) = (lowerBand, higherBand, lowerScale, higherScale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EncodeLower(int sample, ref G722Predictor band, ref G722Scale scale)
    {
        var difference = G722Predictor.Saturate(sample - band.Estimate);
        var sign = difference >> 31;
        var interval = 1 + G722LowerLevels.CountUpTo(difference ^ sign, scale.Index);
        int code = G722Tables.LowerCodes[interval + (~sign & 32)];
        var quantised = (scale.Step * G722Tables.LowerOutput4[code >> 2]) >> 15;
        scale.UpdateLower(G722Tables.LowerScaleChanges[code >> 2]);
        band.Update(quantised);
        return code;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EncodeHigher(int sample, ref G722Predictor band, ref G722Scale scale)
    {
        var difference = G722Predictor.Saturate(sample - band.Estimate);
        var sign = difference >> 31;

        // 564 is the only decision level (Q2). Codes: 1 and 0 for small and large negatives, 3 and 2 for positives (IHN, IHP).
        var large = (difference ^ sign) >= (564 * scale.Step) >> 12 ? 1 : 0;
        var code = ((~sign & 2) | 1) - large;
        var quantised = (scale.Step * G722Tables.HigherOutput[code]) >> 15;
        scale.UpdateHigher(G722Tables.HigherScaleChanges[code]);
        band.Update(quantised);
        return code << 6;
    }
}
