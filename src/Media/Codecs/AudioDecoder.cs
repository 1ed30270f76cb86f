namespace Switchroom.Media.Codecs;

/// <summary>
/// One incoming stream's codec state: RTP payloads in, mono 16-bit samples out. Feed it in playing order: each packet to <see cref="Decode"/>, each missing one
/// to <see cref="DecodeFec"/> (when the packet after it is at hand) or <see cref="Conceal"/>. Used by one thread at a time; allocates nothing per frame.
/// </summary>
public abstract class AudioDecoder : IDisposable
{
    /// <summary>The longest payload that is decoded, in milliseconds of sound: RFC 6716 section 3.1 bounds Opus packets at it.</summary>
    public const int MaxPayloadMilliseconds = 120;

    /// <summary>The codec.</summary>
    public abstract AudioCodec Codec { get; }

    /// <summary>Rate of the samples that come out, in Hz.</summary>
    public abstract int SampleRate { get; }

    /// <summary>Samples at <see cref="SampleRate"/> that fill any payload: <see cref="MaxPayloadMilliseconds"/>.</summary>
    public int MaxSamples => SampleRate / 1000 * MaxPayloadMilliseconds;

    /// <summary>How many samples <see cref="Decode"/> would make of a payload, without decoding; 0 when the payload is not valid or too long.</summary>
    public abstract int CountSamples(ReadOnlySpan<byte> payload);

    /// <summary>Decodes one payload from the network: any bytes are survived.</summary>
    /// <param name="payload">The RTP payload.</param>
    /// <param name="samples">Where the samples go; <see cref="MaxSamples"/> always suffices.</param>
    /// <returns>Samples written; 0 when the payload is not valid or does not fit (conceal instead).</returns>
    public abstract int Decode(ReadOnlySpan<byte> payload, Span<short> samples);

    /// <summary>Fills a gap of <paramref name="samples"/>.Length with what the sound would plausibly have gone on to; fades out when gaps follow each other.</summary>
    /// <param name="samples">The gap: a multiple of 2.5 ms, at most 60 ms a call.</param>
    public abstract void Conceal(Span<short> samples);

    /// <summary>Fills a gap from the redundancy that the payload after it carries (Opus in-band FEC), else conceals. Decode that payload next.</summary>
    /// <returns>True when redundancy was asked of a codec that has it; false when the gap was only concealed.</returns>
    public virtual bool DecodeFec(ReadOnlySpan<byte> nextPayload, Span<short> samples)
    {
        Conceal(samples);
        return false;
    }

    /// <summary>Forgets the past, as for a new stream.</summary>
    public abstract void Reset();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases native state, where there is any.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
