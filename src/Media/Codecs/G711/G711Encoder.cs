namespace Switchroom.Media.Codecs.G711;

/// <summary>G.711 has no state: one byte a sample.</summary>
internal sealed class G711Encoder(G711Law law) : AudioEncoder
{
    public override AudioCodec Codec => law == G711Law.Mu ? AudioCodec.Pcmu : AudioCodec.Pcma;

    public override int SampleRate => 8000;

    public override bool HasMemory => false;

    public override int Encode(ReadOnlySpan<short> samples, Span<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(payload.Length, samples.Length);
        if (law == G711Law.Mu)
        {
            Companding<MuLaw>.Encode(samples, payload);
        }
        else
        {
            Companding<ALaw>.Encode(samples, payload);
        }

        return samples.Length;
    }
}
