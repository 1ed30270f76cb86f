using Switchroom.Media.Codecs;

namespace Switchroom.Rooms.Mixing;

/// <summary>A packet of silence in a format, for a listener that sends on while nothing is audible (<see cref="IMixListener.Silence"/>).</summary>
internal static class SilencePayload
{
    /// <summary>Frames after which an encoder that heard nothing but zeros repeats itself closely enough.</summary>
    private const int Settling = 10;

    /// <summary>Further frames that are tried where repetition is not silent.</summary>
    private const int MaxTries = 50;

    private const int Repetitions = 50;
    private const int OpusFrameCount = 3;

    /// <summary>Samples up to here are silence: what G.711 makes of its quietest steps.</summary>
    private const int Quiet = 32;

    /// <summary>Encodes the packet. Costs an encoder: once for each agreed format, not for each packet.</summary>
    public static byte[] Of(MixFormat format)
    {
        using var encoder = MixStream.CreateEncoder(format);
        var zeros = new short[format.SampleRate / 1000 * format.PacketMilliseconds];
        var payload = new byte[AudioEncoder.MaxPayloadBytes];
        var length = 0;
        for (var i = 0; i < Settling || (i < Settling + MaxTries && !MayRepeat(encoder.Codec, payload.AsSpan(0, length))); i++)
        {
            length = encoder.Encode(zeros, payload);
        }

        // Where silence may be left out, a packet without a frame says that it begins (RFC 6716 section 3.1: a first byte alone).
        return format.Opus.Pauses && (payload[0] & OpusFrameCount) == 0 ? payload[..1] : payload[..length];
    }

    // G.722 predicts from what it sent, and the same packet over and over can carry its decoder away from zero and keep it there.
    private static bool MayRepeat(AudioCodec codec, ReadOnlySpan<byte> payload)
    {
        if (codec != AudioCodec.G722)
        {
            return true;
        }

        using var decoder = codec.CreateDecoder(codec.SampleRate);
        Span<short> samples = stackalloc short[codec.SampleRate / 1000 * 60];
        for (var i = 0; i < Repetitions; i++)
        {
            var count = decoder.Decode(payload, samples);
            if (samples[..count].ContainsAnyExceptInRange((short)-Quiet, (short)Quiet))
            {
                return false;
            }
        }

        return true;
    }
}
