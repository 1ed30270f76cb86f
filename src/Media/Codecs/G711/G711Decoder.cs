using Switchroom.Media.Concealment;

namespace Switchroom.Media.Codecs.G711;

/// <summary>G.711 has no state but what concealment remembers.</summary>
internal sealed class G711Decoder(G711Law law) : AudioDecoder
{
    private readonly PitchConcealer _concealer = new(8000);

    public override AudioCodec Codec => law == G711Law.Mu ? AudioCodec.Pcmu : AudioCodec.Pcma;

    public override int SampleRate => 8000;

    public override int CountSamples(ReadOnlySpan<byte> payload) => payload.Length <= MaxSamples ? payload.Length : 0;

    public override int Decode(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        var count = CountSamples(payload);
        if (count == 0 || count > samples.Length)
        {
            return 0;
        }

        if (law == G711Law.Mu)
        {
            Companding<MuLaw>.Decode(payload, samples);
        }
        else
        {
            Companding<ALaw>.Decode(payload, samples);
        }

        _concealer.Heard(samples[..count]);
        return count;
    }

    public override void Conceal(Span<short> samples) => _concealer.Conceal(samples);

    public override void Reset() => _concealer.Reset();
}
