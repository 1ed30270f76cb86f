using Switchroom.Server.Phone;

namespace Switchroom.Server.Tests.Phone;

public sealed class DialPlanTests
{
    private static readonly TrunkModel Cheap = new() { Id = "1", Name = "cheap", Prefixes = ["+1"], Priority = 1 };
    private static readonly TrunkModel Near = new() { Id = "2", Name = "near", Prefixes = ["+1", "+1415"], Priority = 9 };
    private static readonly TrunkModel World = new() { Id = "3", Name = "world", Priority = 0, Numbers = new HashSet<string> { "+15550199" } };

    [Fact]
    public void TheLongestPrefixGoesFirstThenPriority() =>
        Assert.Equal(["near", "cheap", "world"], Names(DialPlan.For("+14155550100", null, null, [World, Cheap, Near])));

    [Fact]
    public void ATrunkThatOwnsTheCallerIdGoesBeforeALongerPrefix() =>
        Assert.Equal(["world", "near", "cheap"], Names(DialPlan.For("+14155550100", "+15550199", null, [Cheap, Near, World])));

    [Fact]
    public void AFullTrunkIsLeftOutAndARestingOneComesLast() =>
        Assert.Equal(
            ["world", "near"],
            Names(DialPlan.For("+14155550100", null, null, [Near with { Resting = true }, World, Cheap with { Limits = new TrunkLimits(2, 0), ActiveCalls = 2 }])));

    [Fact]
    public void ANamedTrunkIsTakenAlone() =>
        Assert.Equal(["cheap"], Names(DialPlan.For("+14155550100", "+15550199", "cheap", [Cheap, Near, World])));

    [Fact]
    public void EachRefusalHasItsName()
    {
        Assert.Equal(DialPlanRefusal.NoTrunks, DialPlan.For("+1415", null, null, []).Refusal);
        Assert.Equal(DialPlanRefusal.UnknownTrunk, DialPlan.For("+1415", null, "other", [Cheap]).Refusal);
        Assert.Equal(DialPlanRefusal.NoTrunkServesNumber, DialPlan.For("+4930", null, null, [Cheap, Near]).Refusal);
        Assert.Equal(DialPlanRefusal.AllTrunksFull, DialPlan.For("+1415", null, null, [Cheap with { Limits = new TrunkLimits(0, 1), StartedLastSecond = 1 }]).Refusal);
    }

    [Theory]
    [InlineData(false, null, true)]
    [InlineData(false, 408, true)]
    [InlineData(false, 500, true)]
    [InlineData(false, 503, true)]
    [InlineData(false, 486, false)]
    [InlineData(false, 404, false)]
    [InlineData(false, 600, false)]
    [InlineData(true, 503, false)]
    [InlineData(true, null, false)]
    public void OnlyAFaultOfTheTrunkBeforeRingingMayTryTheNext(bool rang, int? sipCode, bool expected) =>
        Assert.Equal(expected, DialPlan.MayTryNext(rang, sipCode));

    private static IEnumerable<string> Names(DialPlan plan) => plan.Trunks.Select(trunk => trunk.Name);
}
