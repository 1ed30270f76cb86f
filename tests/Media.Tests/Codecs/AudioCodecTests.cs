using Switchroom.Media.Codecs;

namespace Switchroom.Media.Tests.Codecs;

public class AudioCodecTests
{
    [Theory]
    [InlineData("pcmu", 8000, 0, 8000)]
    [InlineData("PCMA", 8000, 8, 8000)]
    [InlineData("G722", 8000, 9, 16000)]
    [InlineData("OPUS", 48000, null, 48000)]
    public void IsFoundByNameAndClockRate(string name, int clock, int? payloadType, int sampleRate)
    {
        Assert.True(AudioCodec.TryFind(name, clock, out var codec));
        Assert.Equal((payloadType, sampleRate), (codec.StaticPayloadType, codec.SampleRate));
        Assert.False(AudioCodec.TryFind(name, 12345, out _));
    }

    [Fact]
    public void IsFoundByStaticPayloadType()
    {
        Assert.True(AudioCodec.TryFind(9, out var codec));
        Assert.Same(AudioCodec.G722, codec);
        Assert.False(AudioCodec.TryFind(18, out _));
    }

    [Fact]
    public void RunsAtTheRoomsRateWhereItCan()
    {
        Assert.Equal((8000, 16000, 48000), (AudioCodec.Opus.SampleRateFor(8000), AudioCodec.Opus.SampleRateFor(16000), AudioCodec.Opus.SampleRateFor(48000)));
        Assert.Equal((16000, 8000), (AudioCodec.G722.SampleRateFor(8000), AudioCodec.Pcma.SampleRateFor(48000)));
        Assert.Throws<ArgumentOutOfRangeException>(() => AudioCodec.G722.CreateEncoder(8000));
    }
}
