using System.Diagnostics.CodeAnalysis;
using Switchroom.Media.Codecs.G711;
using Switchroom.Media.Codecs.G722;
using Switchroom.Media.Codecs.Opus;

namespace Switchroom.Media.Codecs;

/// <summary>One of the audio codecs Switchroom speaks, with the facts that SDP and RTP need. A closed set: compare by reference.</summary>
public sealed class AudioCodec
{
    private readonly Func<int, AudioEncoder> _createEncoder;
    private readonly Func<int, AudioDecoder> _createDecoder;

    private AudioCodec(
        (string Name, int? PayloadType, int ClockRate) rtp, int[] sampleRates, Func<int, AudioEncoder> createEncoder, Func<int, AudioDecoder> createDecoder)
    {
        (EncodingName, StaticPayloadType, RtpClockRate) = rtp;
        SampleRates = sampleRates;
        _createEncoder = createEncoder;
        _createDecoder = createDecoder;
    }

    /// <summary>G.711 µ-law, payload type 0, 8 kHz (RFC 3551 section 4.5.14).</summary>
    public static AudioCodec Pcmu { get; } =
        new(("PCMU", 0, 8000), [8000], _ => new G711Encoder(G711Law.Mu), _ => new G711Decoder(G711Law.Mu));

    /// <summary>G.711 A-law, payload type 8, 8 kHz (RFC 3551 section 4.5.14).</summary>
    public static AudioCodec Pcma { get; } =
        new(("PCMA", 8, 8000), [8000], _ => new G711Encoder(G711Law.A), _ => new G711Decoder(G711Law.A));

    /// <summary>G.722 at 64 kbit/s, payload type 9: 16 kHz samples under an RTP clock of 8000, a mistake kept for ever (RFC 3551 section 4.5.2).</summary>
    public static AudioCodec G722 { get; } =
        new(("G722", 9, 8000), [16000], _ => new G722Encoder(), _ => new G722Decoder());

    /// <summary>Opus (RFC 6716): payload type dynamic, RTP clock always 48000 whatever rate the samples have (RFC 7587 section 4.1).</summary>
    public static AudioCodec Opus { get; } =
        new(("opus", null, 48000), [48000, 16000, 8000], rate => new OpusEncoder(rate, new OpusEncoderSettings()), rate => new OpusDecoder(rate));

    /// <summary>All codecs, the best sounding first.</summary>
    public static IReadOnlyList<AudioCodec> All { get; } = [Opus, G722, Pcma, Pcmu];

    /// <summary>The encoding name of <c>a=rtpmap</c>, in its registered spelling; SDP compares it without regard to case.</summary>
    public string EncodingName { get; }

    /// <summary>The payload type that RFC 3551 table 4 assigns; null where it is always negotiated.</summary>
    public int? StaticPayloadType { get; }

    /// <summary>Ticks a second of the RTP timestamp, in Hz. Not the sample rate: see <see cref="G722"/>.</summary>
    public int RtpClockRate { get; }

    /// <summary>The codec's native (best) sample rate in Hz: 8000, 16000 or 48000.</summary>
    public int SampleRate => SampleRates[0];

    /// <summary>Every sample rate an encoder or decoder can be created at, the native one first.</summary>
    public IReadOnlyList<int> SampleRates { get; }

    /// <summary>Finds a codec by its <c>a=rtpmap</c> encoding name (any case) and clock rate.</summary>
    public static bool TryFind(string encodingName, int clockRate, [NotNullWhen(true)] out AudioCodec? codec)
    {
        codec = All.FirstOrDefault(c => c.RtpClockRate == clockRate && c.EncodingName.Equals(encodingName, StringComparison.OrdinalIgnoreCase));
        return codec is not null;
    }

    /// <summary>Finds a codec by its static payload type (RFC 3551 table 4), for an SDP without an <c>a=rtpmap</c>.</summary>
    public static bool TryFind(int staticPayloadType, [NotNullWhen(true)] out AudioCodec? codec)
    {
        codec = All.FirstOrDefault(c => c.StaticPayloadType == staticPayloadType);
        return codec is not null;
    }

    /// <summary>The rate of <see cref="SampleRates"/> to use in a room that runs at <paramref name="roomRate"/> Hz: equal to it where the codec can, else the native one.</summary>
    public int SampleRateFor(int roomRate) => SampleRates.Contains(roomRate) ? roomRate : SampleRate;

    /// <summary>A new encoder of mono samples.</summary>
    /// <param name="sampleRate">One of <see cref="SampleRates"/>, in Hz.</param>
    public AudioEncoder CreateEncoder(int sampleRate) => _createEncoder(Checked(sampleRate));

    /// <summary>A new decoder to mono samples.</summary>
    /// <param name="sampleRate">One of <see cref="SampleRates"/>, in Hz.</param>
    public AudioDecoder CreateDecoder(int sampleRate) => _createDecoder(Checked(sampleRate));

    /// <inheritdoc/>
    public override string ToString() => $"{EncodingName}/{RtpClockRate}";

    private int Checked(int sampleRate) => SampleRates.Contains(sampleRate)
        ? sampleRate
        : throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, $"{EncodingName} runs at {string.Join(", ", SampleRates)} Hz");
}
