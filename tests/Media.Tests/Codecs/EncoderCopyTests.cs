using Switchroom.Media.Codecs;

namespace Switchroom.Media.Tests.Codecs;

public class EncoderCopyTests
{
    public static TheoryData<string, int> Codecs => new() { { "PCMU", 8000 }, { "G722", 16000 }, { "opus", 8000 }, { "opus", 48000 } };

    [Theory]
    [MemberData(nameof(Codecs))]
    public void ACopyContinuesTheStreamBitForBit(string name, int rate)
    {
        var codec = AudioCodec.All.Single(c => c.EncodingName == name);
        using var original = codec.CreateEncoder(rate);
        using var copy = codec.CreateEncoder(rate);
        var frames = TestSound.Speech(rate, 1000).Chunk(rate / 50).ToArray();
        var (first, second) = (new byte[AudioEncoder.MaxPayloadBytes], new byte[AudioEncoder.MaxPayloadBytes]);
        copy.Encode(TestSound.FullScaleNoise(rate / 50, 1), second);
        foreach (var frame in frames[..25])
        {
            original.Encode(frame, first);
        }

        copy.CopyStateFrom(original);
        foreach (var frame in frames[25..])
        {
            Assert.Equal(first[..original.Encode(frame, first)], second[..copy.Encode(frame, second)]);
        }
    }
}
