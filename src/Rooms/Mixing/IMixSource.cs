namespace Switchroom.Rooms.Mixing;

/// <summary>
/// Somebody who may be heard in a mix: a phone leg, or a browser's audio track. Read once per 20 ms tick by the one owner of the room,
/// and only when somebody needs the samples.
/// </summary>
internal interface IMixSource
{
    /// <summary>
    /// Loudness of what the next <see cref="Read"/> gives, known without decoding (RFC 6464: 0 loudest to 127 silent), or null when only decoding tells.
    /// A source that says 127 need not be read.
    /// </summary>
    byte? LevelHint { get; }

    /// <summary>
    /// The rate to <see cref="Read"/> at in a room that mixes at <paramref name="roomRate"/>: that rate where the codec decodes to it, else its own
    /// (<c>AudioCodec.SampleRateFor</c>). The mix resamples what is heard, and only that.
    /// </summary>
    int SampleRateFor(int roomRate);

    /// <summary>
    /// Fills <paramref name="samples"/> with the next 20 ms, mono, at <paramref name="sampleRate"/>, a rate that <see cref="SampleRateFor"/> gave.
    /// </summary>
    SourceFrame Read(Span<short> samples, int sampleRate, TimeSpan now);

    /// <summary>The next 20 ms pass unread: what was due is dropped, nothing is decoded.</summary>
    void Skip(TimeSpan now);
}

/// <summary>What a read gave.</summary>
internal enum SourceFrame
{
    /// <summary>Nothing to hear: not started, on hold, muted, between talk spurts. The samples are zeros.</summary>
    Silence,

    /// <summary>Decoded audio.</summary>
    Audio,

    /// <summary>Made up for a lost or late packet.</summary>
    Concealed,
}
