using Switchroom.Media.Tones;

namespace Switchroom.Media.Tests.Tones;

public class DialStringTests
{
    [Fact]
    public void ReadsKeysAndPauses()
    {
        Assert.True(DialString.TryParse("1w2,,3#", out var steps, out _));
        Assert.Equal(
            [
                new(TimeSpan.Zero, '1'), new(TimeSpan.FromSeconds(0.5), '2'), new(TimeSpan.FromSeconds(4), '3'), new(TimeSpan.Zero, '#'),
            ],
            steps);
    }

    [Fact]
    public void APauseAtTheEndStays()
    {
        Assert.True(DialString.TryParse("5W", out var steps, out _));
        Assert.Equal([new(TimeSpan.Zero, '5'), new(DialString.ShortPause, null)], steps);
    }

    [Fact]
    public void IgnoresWhatPeopleWriteBetweenKeys()
    {
        Assert.True(DialString.TryParse("(1) 2-3.d", out var steps, out _));
        Assert.Equal("123D", string.Concat(steps.Select(step => step.Key)));
    }

    [Fact]
    public void SaysWhichCharacterIsWrong()
    {
        Assert.False(DialString.TryParse("12x", out _, out var refusal));
        Assert.Equal("'x' is neither a key (0-9 * # A-D) nor a pause (, w)", refusal);
    }

    [Fact]
    public void SaysThatItIsTooLong()
    {
        Assert.False(DialString.TryParse(new string('1', 65), out _, out var refusal));
        Assert.Equal("a dial string has at most 64 characters, this one has 65", refusal);
    }
}
