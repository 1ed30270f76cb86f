namespace Switchroom.Media.Codecs.Opus;

/// <summary>One incoming Opus stream (RFC 6716) to mono samples at 8, 16 or 48 kHz; a stereo stream is mixed down by libopus.</summary>
public sealed unsafe class OpusDecoder : AudioDecoder
{
    private const int ResetState = 4028;

    private readonly OpusState _state;

    /// <summary>Makes a decoder.</summary>
    /// <param name="sampleRate">Rate of the samples that come out, in Hz: 8000, 16000 or 48000.</param>
    public OpusDecoder(int sampleRate)
    {
        SampleRate = sampleRate;
        _state = OpusState.ForDecoder(sampleRate);
    }

    /// <inheritdoc/>
    public override AudioCodec Codec => AudioCodec.Opus;

    /// <inheritdoc/>
    public override int SampleRate { get; }

    /// <inheritdoc/>
    public override int CountSamples(ReadOnlySpan<byte> payload) => OpusPacket.DurationOf(payload) / (48000 / SampleRate);

    /// <inheritdoc/>
    public override int Decode(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        var count = CountSamples(payload);
        return count == 0 || count > samples.Length ? 0 : Math.Max(0, Decode(payload, samples, fec: 0));
    }

    /// <inheritdoc/>
    public override void Conceal(Span<short> samples)
    {
        // An empty payload asks libopus to conceal; a frame it cannot make so (an odd length) is silence.
        if (Decode([], samples, fec: 0) != samples.Length)
        {
            samples.Clear();
        }
    }

    /// <inheritdoc/>
    public override bool DecodeFec(ReadOnlySpan<byte> nextPayload, Span<short> samples)
    {
        if (CountSamples(nextPayload) > 0 && Decode(nextPayload, samples, fec: 1) == samples.Length)
        {
            return true;
        }

        Conceal(samples);
        return false;
    }

    /// <inheritdoc/>
    public override void Reset() => OpusState.Check(OpusLibrary.SetDecoder(_state, ResetState, 0), "opus_decoder_ctl");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _state.Dispose();

    private int Decode(ReadOnlySpan<byte> payload, Span<short> samples, int fec)
    {
        fixed (byte* source = payload)
        fixed (short* target = samples)
        {
            return OpusLibrary.Decode(_state, source, payload.Length, target, samples.Length, fec);
        }
    }
}
