using Switchroom.Media.Codecs;
using Switchroom.Rooms.Mixing;

namespace Switchroom.Rooms.Tests.Mixing;

public sealed class SilencePayloadTests
{
    [Theory]
    [InlineData("G722", 10)]
    [InlineData("G722", 20)]
    [InlineData("G722", 30)]
    [InlineData("G722", 40)]
    [InlineData("G722", 60)]
    [InlineData("PCMA", 20)]
    [InlineData("PCMU", 20)]
    public void IsSilentHoweverOftenItIsRepeatedAfterSpeech(string encoding, int packetTime)
    {
        var codec = AudioCodec.All.Single(codec => codec.EncodingName == encoding);
        var silence = SilencePayload.Of(new MixFormat(encoding, codec.SampleRate, packetTime));
        using var encoder = codec.CreateEncoder(codec.SampleRate);
        using var decoder = codec.CreateDecoder(codec.SampleRate);
        var samples = new short[codec.SampleRate / 1000 * packetTime];
        var payload = new byte[AudioEncoder.MaxPayloadBytes];
        var random = new Random(3);
        for (var i = 0; i < 20; i++)
        {
            random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(samples.AsSpan()));
            decoder.Decode(payload.AsSpan(0, encoder.Encode(samples, payload)), samples);
        }

        for (var i = 0; i < 3000 / packetTime; i++)
        {
            Assert.Equal(samples.Length, decoder.Decode(silence, samples));
            Assert.All(i < 1000 / packetTime ? [] : samples, sample => Assert.InRange(sample, -64, 64));
        }
    }
}
