namespace Switchroom.Media.Codecs.Opus;

/// <summary>
/// The head of an Opus packet (RFC 6716 section 3.1), read without decoding:
/// <code>
///  0 1 2 3 4 5 6 7
/// +-+-+-+-+-+-+-+-+
/// | config  |s| c |
/// +-+-+-+-+-+-+-+-+
/// </code>
/// </summary>
public static class OpusPacket
{
    private const int TicksPerMillisecond = 48;

    /// <summary>How long a packet sounds, in ticks of the 48 kHz RTP clock; 0 when it is not valid (empty, no frames, longer than 120 ms).</summary>
    public static int DurationOf(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return 0;
        }

        var frames = (payload[0] & 3) switch
        {
            0 => 1,
            1 or 2 => 2,
            _ => payload.Length > 1 ? payload[1] & 63 : 0,
        };
        var duration = frames * FrameTicks(payload[0] >> 3);
        return duration <= AudioDecoder.MaxPayloadMilliseconds * TicksPerMillisecond ? duration : 0;
    }

    /// <summary>Table 2 of RFC 6716: SILK configurations 0-11, hybrid 12-15, CELT 16-31.</summary>
    private static int FrameTicks(int config) => config switch
    {
        < 12 => (config & 3) switch { 0 => 480, 1 => 960, 2 => 1920, _ => 2880 },
        < 16 => (config & 1) == 0 ? 480 : 960,
        _ => 120 << (config & 3),
    };
}
