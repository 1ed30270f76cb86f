using Switchroom.Media.Levels;

namespace Switchroom.Media.Tests.Levels;

public class AudioLevelTests
{
    [Fact]
    public void SilenceIs127() => Assert.Equal(127, AudioLevel.Of(new short[160]));

    [Fact]
    public void NothingIs127() => Assert.Equal(127, AudioLevel.Of([]));

    [Fact]
    public void ASquareWaveAtFullScaleIsZero() => Assert.Equal(0, AudioLevel.Of([.. Enumerable.Repeat(short.MinValue, 160)]));

    [Theory]
    [InlineData(32767, 3)]
    [InlineData(3277, 23)]
    [InlineData(328, 43)]
    [InlineData(33, 63)]
    public void ASineIsThreeDecibelsBelowItsPeak(double amplitude, int level) =>
        Assert.Equal(level, AudioLevel.Of(TestSound.Tone(8000, 1000, 20, amplitude)));

    [Fact]
    public void LevelsSurviveTheRoundTrip()
    {
        for (var level = 0; level <= 126; level++)
        {
            Assert.Equal(level, AudioLevel.FromMeanSquare(AudioLevel.ToMeanSquare(level)));
        }
    }
}
