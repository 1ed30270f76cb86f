using System.Runtime.CompilerServices;
using Switchroom.Media.Concealment;

namespace Switchroom.Media.Codecs.G722;

/// <summary>G.722 at 64 kbit/s (mode 1): two 16 kHz samples for every byte.</summary>
internal sealed class G722Decoder : AudioDecoder
{
    private readonly G722Filter _filter = new();
    private readonly PitchConcealer _concealer = new(16000);
    private G722Predictor _lower;
    private G722Predictor _higher;
    private G722Scale _lowerScale = G722Scale.Lower();
    private G722Scale _higherScale = G722Scale.Higher();

    public override AudioCodec Codec => AudioCodec.G722;

    public override int SampleRate => 16000;

    public override int CountSamples(ReadOnlySpan<byte> payload) => payload.Length <= MaxSamples / 2 ? payload.Length * 2 : 0;

    public override int Decode(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        var count = CountSamples(payload);
        if (count == 0 || count > samples.Length)
        {
            return 0;
        }

        for (var done = 0; done < payload.Length;)
        {
            var pairs = Math.Min(G722Filter.MaxPairs, payload.Length - done);
            DecodeChunk(payload.Slice(done, pairs), samples.Slice(2 * done, 2 * pairs));
            done += pairs;
        }

        _concealer.Heard(samples[..count]);
        return count;
    }

    // The predictors keep their state over a gap: with it the first frame after the gap is right again within milliseconds, from zero it would swell.
    public override void Conceal(Span<short> samples) => _concealer.Conceal(samples);

    public override void Reset()
    {
        _filter.Reset();
        _concealer.Reset();
        (_lower, _higher) = (default, default);
        (_lowerScale, _higherScale) = (G722Scale.Lower(), G722Scale.Higher());
    }

    [SkipLocalsInit]
    private void DecodeChunk(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        Span<int> even = stackalloc int[G722Filter.Places];
        Span<int> odd = stackalloc int[G722Filter.Places];
        DecodeBands(payload, even.Slice(G722Filter.Past, payload.Length), odd.Slice(G722Filter.Past, payload.Length));
        _filter.Join(even, odd, samples);
    }

    // Beside memory on the stack the compiler would leave fewer registers to the loop.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void DecodeBands(ReadOnlySpan<byte> payload, Span<int> sums, Span<int> differences)
    {
        sums = sums[..payload.Length];
        differences = differences[..payload.Length];

        // Local copies: the compiler keeps them in registers over the loop.
        var (lowerBand, higherBand, lowerScale, higherScale) = (_lower, _higher, _lowerScale, _higherScale);
        for (var i = 0; i < payload.Length; i++)
        {
            var lower = DecodeLower(payload[i] & 63, ref lowerBand, ref lowerScale);
            var higher = DecodeHigher(payload[i] >> 6, ref higherBand, ref higherScale);
            sums[i] = lower + higher;
            differences[i] = lower - higher;
        }

        (_lower, _higher, _lowerScale, _higherScale) = (lowerBand, higherBand, lowerScale, higherScale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DecodeLower(int code, ref G722Predictor band, ref G722Scale scale)
    {
        var step = scale.Step;
        var output = band.Estimate + ((step * G722Tables.LowerOutput6[code]) >> 15);
        scale.UpdateLower(G722Tables.LowerScaleChanges[code >> 2]);
        band.Update((step * G722Tables.LowerOutput4[code >> 2]) >> 15);
        return Limit(output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DecodeHigher(int code, ref G722Predictor band, ref G722Scale scale)
    {
        var difference = (scale.Step * G722Tables.HigherOutput[code]) >> 15;
        var output = band.Estimate + difference;
        scale.UpdateHigher(G722Tables.HigherScaleChanges[code]);
        band.Update(difference);
        return Limit(output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Limit(int value) => Math.Min(Math.Max(value, -16384), 16383);
}
