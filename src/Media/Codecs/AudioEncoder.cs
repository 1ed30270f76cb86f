namespace Switchroom.Media.Codecs;

/// <summary>One outgoing stream's codec state: mono 16-bit samples in, RTP payloads out. Used by one thread at a time; allocates nothing per frame.</summary>
public abstract class AudioEncoder : IDisposable
{
    /// <summary>The longest payload any encoder here writes: 60 ms of the widest codec (RFC 6716 section 3.4 bounds one Opus frame at 1275 bytes).</summary>
    public const int MaxPayloadBytes = 1275;

    /// <summary>The codec.</summary>
    public abstract AudioCodec Codec { get; }

    /// <summary>Rate of the samples given to <see cref="Encode"/>, in Hz.</summary>
    public abstract int SampleRate { get; }

    /// <summary>Encodes one frame of 10, 20, 40 or 60 ms (G.711 and G.722: any whole number of 0.125 ms steps).</summary>
    /// <param name="samples">Mono samples at <see cref="SampleRate"/>.</param>
    /// <param name="payload">Where the payload goes; <see cref="MaxPayloadBytes"/> always suffices.</param>
    /// <returns>Bytes written; 0 when the codec's discontinuous transmission says that this frame need not be sent.</returns>
    public abstract int Encode(ReadOnlySpan<short> samples, Span<byte> payload);

    /// <summary>Tells the loss the far end sees, in per cent (0 to 100), so that a codec with redundancy can spend bits on it.</summary>
    public virtual void ExpectLoss(int percent)
    {
    }

    /// <summary>Forgets the past, as for a new stream.</summary>
    public virtual void Reset()
    {
    }

    /// <summary>
    /// Takes over another encoder's past, so that what this one encodes next continues the other's stream without a break: for one stream that becomes two.
    /// </summary>
    /// <param name="other">Of the same codec, rate and settings.</param>
    public virtual void CopyStateFrom(AudioEncoder other)
    {
    }

    /// <summary>Whether a packet depends on those before it: two encoders given the same samples then differ until their pasts agree.</summary>
    public virtual bool HasMemory => true;

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
