using Switchroom.Media.Codecs;

namespace Switchroom.Rooms.Mixing;

/// <summary>A packet of silence in a format, for a listener that sends on while nothing is audible (<see cref="IMixListener.Silence"/>).</summary>
internal static class SilencePayload
{
    /// <summary>Frames after which an encoder that heard nothing but zeros repeats itself closely enough.</summary>
    private const int Settling = 10;

    /// <summary>Encodes the packet. Costs an encoder: once for each agreed format, not for each packet.</summary>
    public static byte[] Of(MixFormat format)
    {
        using var encoder = MixStream.CreateEncoder(format);
        var zeros = new short[format.SampleRate / 1000 * format.PacketMilliseconds];
        var payload = new byte[AudioEncoder.MaxPayloadBytes];
        var length = 0;
        for (var i = 0; i < Settling; i++)
        {
            length = encoder.Encode(zeros, payload);
        }

        return payload[..length];
    }
}
