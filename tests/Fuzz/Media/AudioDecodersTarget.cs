using Switchroom.Media.Codecs;
using Switchroom.Media.Codecs.ComfortNoise;
using Switchroom.Media.Codecs.Opus;

namespace Switchroom.Fuzz.Media;

/// <summary>Any payload, in any order, into every audio decoder: first byte chooses decoder and action, the rest is the payload.</summary>
public sealed class AudioDecodersTarget : FuzzTarget
{
    private readonly AudioDecoder[] _decoders =
        [.. AudioCodec.All.SelectMany(codec => codec.SampleRates.Select(codec.CreateDecoder))];

    private readonly ComfortNoiseDecoder _noise = new();
    private readonly short[] _samples = new short[48 * AudioDecoder.MaxPayloadMilliseconds];

    /// <inheritdoc/>
    public override string Name => "audio-decoders";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var decoder = _decoders[input[0] % _decoders.Length];
        var payload = input[1..];
        var counted = decoder.CountSamples(payload);
        if ((input[0] & 0x80) != 0)
        {
            decoder.DecodeFec(payload, _samples.AsSpan(0, decoder.SampleRate / 50));
        }

        var decoded = decoder.Decode(payload, _samples);
        if (counted < 0 || counted > decoder.MaxSamples || (decoded != counted && decoded != 0))
        {
            throw new InvalidOperationException($"{decoder.Codec} counted {counted} samples and decoded {decoded}");
        }

        if (OpusPacket.DurationOf(payload) is < 0 or > 48 * AudioDecoder.MaxPayloadMilliseconds)
        {
            throw new InvalidOperationException("a duration out of bounds");
        }

        if (_noise.TryUpdate(payload))
        {
            _noise.Fill(_samples.AsSpan(0, 160));
        }
    }
}
