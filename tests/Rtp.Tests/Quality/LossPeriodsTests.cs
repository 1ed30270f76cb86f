using FsCheck;
using FsCheck.Fluent;
using Switchroom.Rtp.Quality;

namespace Switchroom.Rtp.Tests.Quality;

public sealed class LossPeriodsTests
{
    [Fact]
    public void ALossThatStandsAloneBelongsToTheGap()
    {
        var periods = Of(new string('.', 100) + "x" + new string('.', 99));

        Assert.Equal(default, periods.Bursts);
        Assert.Equal(new LossPeriods.Period(1, 200, 1), periods.Gaps);
    }

    [Fact]
    public void LossesCloseToEachOtherAreABurstWithWhatIsBetweenThem()
    {
        var periods = Of(new string('.', 50) + "xx...x" + new string('.', 60) + "x..............x" + new string('.', 20));

        Assert.Equal(new LossPeriods.Period(2, 6 + 16, 3 + 2), periods.Bursts);
        Assert.Equal(new LossPeriods.Period(3, 130, 0), periods.Gaps);
        Assert.Equal(5 / 22.0, periods.Bursts.Density, 1e-9);
        Assert.Equal(11, periods.Bursts.MeanSteps, 1e-9);
    }

    [Theory]
    [InlineData(15, 1)]
    [InlineData(16, 0)]
    public void SixteenInARowPartTwoLosses(int between, int bursts) =>
        Assert.Equal(bursts, Of("x" + new string('.', between) + "x").Bursts.Count);

    [Fact]
    public void ABurstThatGoesOnCounts() => Assert.Equal(new LossPeriods.Period(1, 3, 3), Of(new string('.', 20) + "xxx").Bursts);

    [Fact]
    public void EveryStepAndEveryLossIsInABurstOrInAGap() => Prop.ForAll<bool[]>(steps =>
    {
        var periods = default(LossPeriods);
        Array.ForEach(steps, lost => periods.Add(lost));
        return periods.Bursts.Steps + periods.Gaps.Steps == steps.Length && periods.Bursts.Losses + periods.Gaps.Losses == steps.Count(lost => lost)
            && (periods.Bursts.Count == 0 || periods.Bursts.Density > 1.0 / LossPeriods.MinGap);
    }).QuickCheckThrowOnFailure();

    private static LossPeriods Of(string steps)
    {
        var periods = default(LossPeriods);
        foreach (var step in steps)
        {
            periods.Add(step == 'x');
        }

        return periods;
    }
}
