using FsCheck.Xunit;
using Switchroom.Media.Mixing;

namespace Switchroom.Media.Tests.Mixing;

public class MixArithmeticTests
{
    [Property]
    public bool AddAndSubtractAreInverse(short[] first, short[] second)
    {
        var length = Math.Min(first.Length, second.Length);
        var sum = new int[length];
        MixArithmetic.Add(sum, first.AsSpan(0, length));
        MixArithmetic.Add(sum, second.AsSpan(0, length));
        var without = new int[length];
        MixArithmetic.Subtract(sum, first.AsSpan(0, length), without);
        return without.SequenceEqual(second.Take(length).Select(x => (int)x)) && sum.SequenceEqual(first.Zip(second, (a, b) => a + b));
    }

    [Property]
    public bool ScalingByOneChangesNothing(short[] samples)
    {
        var copy = samples.ToArray();
        MixArithmetic.Scale(copy, MixArithmetic.UnityGain, MixArithmetic.UnityGain);
        return copy.SequenceEqual(samples);
    }

    [Theory]
    [InlineData(0.5, 20000, 10000)]
    [InlineData(2, 20000, 32767)]
    [InlineData(2, -20000, -32768)]
    [InlineData(0, 20000, 0)]
    [InlineData(9, 1000, 4000)]
    public void ScalesAndSaturates(double factor, short sample, short expected)
    {
        short[] samples = [.. Enumerable.Repeat(sample, 37)];
        var gain = MixArithmetic.GainOf(factor);
        MixArithmetic.Scale(samples, gain, gain);
        Assert.All(samples, value => Assert.Equal(expected, value));
    }

    [Fact]
    public void AChangeOfGainMovesWithoutAStep()
    {
        short[] samples = [.. Enumerable.Repeat((short)10000, 160)];
        MixArithmetic.Scale(samples, MixArithmetic.UnityGain, 0);
        for (var i = 1; i < samples.Length; i++)
        {
            Assert.InRange(samples[i - 1] - samples[i], 0, 70);
        }
    }

    [Fact]
    public void APeakCountsWhereverItIs()
    {
        for (var place = 0; place < 161; place++)
        {
            var sum = new int[161];
            sum[place] = -70000;
            Assert.Equal(70000, MixArithmetic.Peak(sum));
        }
    }
}
