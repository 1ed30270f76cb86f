using Switchroom.Benchmarks.Media;
using Switchroom.Media.Codecs;
using Switchroom.Rooms.Mixing;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Benchmarks.Phones;

/// <summary>Rooms of phones to measure.</summary>
/// <param name="Name">Name of the figures.</param>
/// <param name="Rooms">Rooms.</param>
/// <param name="Legs">Phones in each.</param>
/// <param name="Talkers">Phones in each that talk; the others send packets of silence, as phones with a muted microphone do.</param>
internal sealed record PhoneLoad(string Name, int Rooms, int Legs, int Talkers)
{
    /// <summary>Talkers that one mix holds, as rooms are configured by default.</summary>
    public const int MaxTalkers = 8;

    private const int Frames = 50;

    public required AudioEncoding Encoding { get; init; }

    /// <summary>The format of what the legs are sent.</summary>
    public required MixFormat Format { get; init; }

    /// <summary>How RTP is protected; null not at all.</summary>
    public SrtpProfile? Protection { get; init; }

    /// <summary>Phones in all.</summary>
    public int Phones => Rooms * Legs;

    /// <summary>Encodes in each tick that mixing once needs: one for each talker that has others to hear, and one that all who only listen share.</summary>
    public int Encodes
    {
        get
        {
            var mixed = Math.Min(Talkers, MaxTalkers);
            return Rooms * ((mixed > 1 ? mixed : 0) + (mixed > 0 && Legs > mixed ? 1 : 0));
        }
    }

    /// <summary>A second of what a phone says, packet by packet.</summary>
    public byte[][] PayloadsOf(bool talks, int seed)
    {
        using var encoder = MixStream.CreateEncoder(Format);
        var samples = talks ? Voice.Make(Format.SampleRate, 20 * Frames, seed) : new short[Format.SampleRate / 50 * Frames];
        var buffer = new byte[AudioEncoder.MaxPayloadBytes];
        return [.. samples.Chunk(Format.SampleRate / 50).Select(frame => buffer[..encoder.Encode(frame, buffer)])];
    }
}
