using Switchroom.Media.Concealment;

namespace Switchroom.Media.Tests.Concealment;

public class TimeStretchTests
{
    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    [InlineData(48000)]
    public void AVoiceKeepsItsPitchAndLosesWholePeriods(int rate)
    {
        var frame = TestSound.Tone(rate, 200, 20);
        var output = new short[frame.Length];
        var count = TimeStretch.Shorten(frame, rate, force: false, output);
        Assert.Equal(2 * rate / 200, frame.Length - count, tolerance: rate / 8000);
        AssertSmooth(frame, output.AsSpan(0, count));
        Assert.Equal(frame[^1], output[count - 1]);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    [InlineData(48000)]
    public void AVoiceKeepsItsPitchAndGainsWholePeriods(int rate)
    {
        var frame = TestSound.Tone(rate, 200, 20);
        var output = new short[frame.Length + TimeStretch.MaxChange(frame.Length, rate)];
        var count = TimeStretch.Lengthen(frame, rate, force: false, output);
        Assert.Equal(2 * rate / 200, count - frame.Length, tolerance: rate / 8000);
        AssertSmooth(frame, output.AsSpan(0, count));
        Assert.Equal((frame[0], frame[^1]), (output[0], output[count - 1]));
    }

    [Fact]
    public void NoiseIsLeftAloneUnlessForced()
    {
        var noise = TestSound.FullScaleNoise(160, 3);
        var output = new short[240];
        Assert.Equal(160, TimeStretch.Shorten(noise, 8000, force: false, output));
        Assert.Equal(noise, output[..160]);
        Assert.Equal(160, TimeStretch.Lengthen(noise, 8000, force: false, output));
        Assert.InRange(TimeStretch.Shorten(noise, 8000, force: true, output), 80, 140);
        Assert.InRange(TimeStretch.Lengthen(noise, 8000, force: true, output), 180, 240);
    }

    [Fact]
    public void SilenceIsCutByTheMost()
    {
        var output = new short[160];
        Assert.Equal(80, TimeStretch.Shorten(new short[160], 8000, force: false, output));
    }

    private static void AssertSmooth(short[] frame, ReadOnlySpan<short> output)
    {
        var steepest = Enumerable.Range(1, frame.Length - 1).Max(i => Math.Abs(frame[i] - frame[i - 1]));
        for (var i = 1; i < output.Length; i++)
        {
            Assert.True(Math.Abs(output[i] - output[i - 1]) <= 1.3 * steepest, $"a step of {output[i] - output[i - 1]} at {i}");
        }
    }
}
