using Switchroom.Media.Codecs.ComfortNoise;
using Switchroom.Media.Levels;

namespace Switchroom.Media.Tests.Codecs;

public class ComfortNoiseTests
{
    [Theory]
    [InlineData(300)]
    [InlineData(3000)]
    public void KeepsLevelAndColourOfNoise(int amplitude)
    {
        var noise = Coloured(amplitude);
        var encoder = new ComfortNoiseEncoder();
        foreach (var frame in noise.Chunk(160))
        {
            encoder.Listen(frame);
        }

        var payload = new byte[ComfortNoisePayload.MaxLength];
        Assert.Equal(11, encoder.Encode(payload));
        var decoder = new ComfortNoiseDecoder();
        Assert.True(decoder.TryUpdate(payload));
        var output = new short[16000];
        decoder.Fill(output);
        Assert.Equal(AudioLevel.Of(noise), AudioLevel.Of(output), tolerance: 2);
        Assert.Equal(Neighbours(noise), Neighbours(output), tolerance: 0.1);
    }

    [Fact]
    public void AFirstOctetAloneIsWhiteNoiseAtItsLevel()
    {
        var decoder = new ComfortNoiseDecoder();
        Assert.True(decoder.TryUpdate([50]));
        var output = new short[16000];
        decoder.Fill(output);
        Assert.Equal(50, AudioLevel.Of(output), tolerance: 1);
        Assert.Equal(0, Neighbours(output), tolerance: 0.05);
    }

    [Fact]
    public void AnEmptyPayloadIsRefused() => Assert.False(new ComfortNoiseDecoder().TryUpdate([]));

    [Fact]
    public void AnyPayloadStaysFinite()
    {
        var random = new Random(1);
        var decoder = new ComfortNoiseDecoder();
        var payload = new byte[30];
        var output = new short[320];
        for (var i = 0; i < 2000; i++)
        {
            random.NextBytes(payload);
            decoder.TryUpdate(payload.AsSpan(0, random.Next(31)));
            decoder.Fill(output);
        }

        decoder.TryUpdate([127]);
        decoder.Fill(output);
        decoder.Fill(output);
        Assert.Equal(127, AudioLevel.Of(output));
    }

    private static short[] Coloured(int amplitude)
    {
        var random = new Random(4);
        var last = 0.0;
        return [.. Enumerable.Range(0, 16000).Select(_ => (short)(last = (0.8 * last) + ((random.NextDouble() - 0.5) * amplitude)))];
    }

    private static double Neighbours(short[] samples) =>
        samples.Skip(1).Zip(samples, (a, b) => (double)a * b).Sum() / samples.Sum(x => (double)x * x);
}
