using Switchroom.Media.Mixing;

namespace Switchroom.Media.Tests.Mixing;

public class MixLimiterTests
{
    private static readonly double[] TenTones = [310, 430, 550, 670, 810, 950, 1130, 1330, 1570, 1870];

    [Fact]
    public void PassesWhatFitsUnchanged()
    {
        var speech = TestSound.Speech(8000, 500);
        Assert.Equal(speech, Limit(new MixLimiter(), [speech], 160));
    }

    [Theory]
    [InlineData(8000, 160)]
    [InlineData(16000, 320)]
    [InlineData(48000, 960)]
    [InlineData(8000, 80)]
    public void TenLoudTalkersAreTurnedDownNotClipped(int rate, int frame)
    {
        var talkers = TenTones.Select(f => TestSound.Tone(rate, f, 2000, 20000)).ToArray();
        var output = Limit(new MixLimiter(), talkers, frame);
        var steady = output.AsSpan(rate / 2, rate);
        Assert.True(ToneMeter.ResidueDecibels(steady, rate, TenTones) < -22, $"{ToneMeter.ResidueDecibels(steady, rate, TenTones)}");

        // The same sum clipped: what we avoid.
        var clipped = new short[output.Length];
        MixArithmetic.Narrow(SumOf(talkers), clipped);
        Assert.True(ToneMeter.ResidueDecibels(clipped.AsSpan(rate / 2, rate), rate, TenTones) > -10);
        Assert.DoesNotContain(steady.ToArray(), sample => sample is short.MaxValue or short.MinValue);
    }

    [Fact]
    public void ASuddenShoutIsNeverWrappedAndReachesTheCeilingSmoothly()
    {
        var quiet = new short[320];
        var shout = TestSound.Tone(8000, 400, 200, 32000);
        var sums = quiet.Concat(shout).Select(x => x * 3).ToArray();
        var output = new short[sums.Length];
        var limiter = new MixLimiter();
        for (var i = 0; i < sums.Length; i += 160)
        {
            limiter.Limit(sums.AsSpan(i, 160), output.AsSpan(i, 160));
        }

        Assert.Equal(sums.Select(Math.Sign), output.Select(x => Math.Sign(x)));
        Assert.InRange(output[400..].Max(), 20000, 29300);
    }

    [Fact]
    public void TheLevelComesBackAfterTheShout()
    {
        var limiter = new MixLimiter();
        var output = new short[160];
        limiter.Limit([.. Enumerable.Repeat(90000, 160)], output);
        Assert.True(limiter.IsActive);
        for (var frame = 0; frame < 150; frame++)
        {
            limiter.Limit([.. Enumerable.Repeat(5000, 160)], output);
        }

        Assert.False(limiter.IsActive);
        Assert.All(output, sample => Assert.Equal(5000, sample));
    }

    private static int[] SumOf(short[][] sources)
    {
        var sum = new int[sources[0].Length];
        foreach (var source in sources)
        {
            MixArithmetic.Add(sum, source);
        }

        return sum;
    }

    private static short[] Limit(MixLimiter limiter, short[][] sources, int frame)
    {
        var sum = SumOf(sources);
        var output = new short[sum.Length];
        for (var i = 0; i < sum.Length; i += frame)
        {
            limiter.Limit(sum.AsSpan(i, frame), output.AsSpan(i, frame));
        }

        return output;
    }
}
