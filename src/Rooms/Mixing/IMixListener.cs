namespace Switchroom.Rooms.Mixing;

/// <summary>
/// Somebody who hears a mix: a phone leg. Listeners that hear the same samples in an equal <see cref="Format"/> share one encode.
/// </summary>
internal interface IMixListener
{
    /// <summary>The codec and packet time it wants now; null while it hears nothing (not established, on hold, deaf, sending keys).</summary>
    MixFormat? Format { get; }

    /// <summary>How many per cent of the packets the far end loses, by what it says.</summary>
    int ExpectedLoss { get; }

    /// <summary>
    /// One packet's payload in <see cref="Format"/>, valid for the call only. Its media time follows the last one's; time without a call (a tick in which
    /// <see cref="Format"/> was null, or nothing was audible and the codec allows silence) is a gap of that length, see <see cref="Silence"/>.
    /// </summary>
    void Write(ReadOnlySpan<byte> payload, TimeSpan now);

    /// <summary>A packet's time passed with nothing to hear, and nothing was encoded: send a full packet of silence, comfort noise, or nothing.</summary>
    void Silence(TimeSpan now);
}

/// <summary>How a listener wants its mix. Equal values share one encode, so everything that changes the encoded bits is here.</summary>
/// <param name="Encoding">Encoding name in upper case: <c>PCMU</c>, <c>PCMA</c>, <c>G722</c>, <c>OPUS</c>.</param>
/// <param name="SampleRate">Rate of the samples encoded (for Opus the highest the far end plays: 8, 16 or 48 kHz).</param>
/// <param name="PacketMilliseconds">10, 20, 30, 40 or 60.</param>
/// <param name="Bitrate">Target in bit/s for Opus; 0 otherwise.</param>
/// <param name="Opus">What else the far end wants of Opus; the default otherwise.</param>
internal readonly record struct MixFormat(string Encoding, int SampleRate, int PacketMilliseconds, int Bitrate = 0, OpusWishes Opus = default);
