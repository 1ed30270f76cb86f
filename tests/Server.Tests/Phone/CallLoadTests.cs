using Switchroom.Server.Phone;
using Switchroom.Server.Settings;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Tests.Phone;

public sealed class CallLoadTests
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(1);

    [Fact]
    public void CountsOfRoomKeyDomainAndTrunkGoUpAndDownWithCalls()
    {
        var load = new CallLoad();
        var (one, two) = (Setup("a", trunk: "carrier"), Setup("b"));

        Add(load, one);
        Add(load, two);
        Assert.Equal((1, 1, 2, 2, 1), (load.OfRoom("a"), load.OfRoom("b"), load.OfKey("key"), load.OfDomain("domain"), load.OfTrunk("carrier")));

        load.Remove(one);
        load.Remove(two);
        Assert.Equal((0, 0, 0, 0, 0), (load.OfRoom("a"), load.OfRoom("b"), load.OfKey("key"), load.OfDomain("domain"), load.OfTrunk("carrier")));
    }

    [Fact]
    public void ALegThatATransferMadeIsInNoRoom()
    {
        var load = new CallLoad();
        Add(load, Setup("a") with { TellsDialOut = false });
        Assert.Equal((0, 1), (load.OfRoom("a"), load.OfKey("key")));
    }

    [Fact]
    public void StartsThroughATrunkCountForASecond()
    {
        var load = new CallLoad();
        Add(load, Setup("a", trunk: "carrier"), Start);
        Add(load, Setup("a", trunk: "carrier"), Start + TimeSpan.FromMilliseconds(600));
        Add(load, Setup("a", trunk: "carrier") with { MediaSince = Start }, Start); // has moved, and began before

        Assert.Equal(2, load.StartsOfTrunk("carrier", Start + TimeSpan.FromMilliseconds(999)));
        Assert.Equal(1, load.StartsOfTrunk("carrier", Start + TimeSpan.FromSeconds(1)));
        Assert.Equal(0, load.StartsOfTrunk("carrier", Start + TimeSpan.FromMilliseconds(1600)));
        Assert.Equal(0, load.StartsOfTrunk("another", Start));
    }

    [Fact]
    public void ATrunkRestsUntilItsTime()
    {
        var load = new CallLoad();
        load.Rest("carrier", Start);
        Assert.True(load.IsResting("carrier", Start - TimeSpan.FromTicks(1)));
        Assert.False(load.IsResting("carrier", Start));
        Assert.False(load.IsResting("another", TimeSpan.Zero));
    }

    [Fact]
    public void ACallThatMovesNeedsAPlaceInTheRoomAlone()
    {
        var load = new CallLoad();
        Add(load, Setup("a"));
        var settings = new DialOutSettings(new NetworkRules([], []), []) { MaxCallsPerKey = 1, MaxCallsPerDomain = 1 };

        Assert.Equal("the API key has reached its limit of 1 concurrent calls", CallLimits.Problem(Setup("b"), load, settings, Start, out _)?.Info);
        Assert.Null(CallLimits.Problem(Setup("b") with { MediaSince = Start }, load, settings, Start, out _));
        Assert.Equal(
            "room room has reached its limit of 1 concurrent SIP and PSTN sessions", CallLimits.Problem(Setup("a") with { MediaSince = Start, RoomLimit = 1 }, load, settings, Start, out _)?.Info);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void ACallGetsAPlaceOnTheFirstTrunkWithRoom(int concurrent, int perSecond)
    {
        var load = new CallLoad();
        var settings = new DialOutSettings(new NetworkRules([], []), []);
        var limits = new TrunkLimits(concurrent, perSecond);
        List<string?> taken = [];
        for (var i = 0; i < 3; i++)
        {
            var setup = Setup("a", Route("near", limits), Route("far", limits));
            if (CallLimits.Problem(setup, load, settings, Start, out var route) is { } problem)
            {
                Assert.Equal((503, "every trunk that serves +1 is at its limit, try again"), (problem.Status, problem.Info));
                continue;
            }

            load.Add(setup, route, Start);
            taken.Add(route.TrunkId);
        }

        Assert.Equal(["near", "far"], taken);
    }

    [Fact]
    public void ACallTakesItsPlaceAlongToTheTrunkThatFollowsIfThereIsRoom()
    {
        var load = new CallLoad();
        var (near, far, full) = (Route("near", new TrunkLimits(1, 0)), Route("far", new TrunkLimits(1, 0)), Route("full", new TrunkLimits(1, 0)));
        var (call, other) = (Setup("a", near, full, far), Setup("a", full));
        load.Add(call, near, Start);
        load.Add(other, full, Start);

        Assert.True(load.TryMove(call, near, Start));
        Assert.False(load.TryMove(call, full, Start));
        Assert.Equal((1, 1, 0), (load.OfTrunk("near"), load.OfTrunk("full"), load.OfTrunk("far")));
        Assert.True(load.TryMove(call, far, Start));
        Assert.Equal((0, 1, 1), (load.OfTrunk("near"), load.OfTrunk("full"), load.OfTrunk("far")));
        load.Remove(call);
        Assert.Equal(0, load.OfTrunk("far"));
    }

    private static void Add(CallLoad load, CallSetup setup, TimeSpan now = default) => load.Add(setup, setup.Plan.Routes[0], now);

    private static CallRoute Route(string? trunk, TrunkLimits limits = default) =>
        new(new CallRequest { Target = SipUri.Parse("sip:a@b"), From = SipUri.Parse("sip:c@d") }, trunk, limits);

    private static CallSetup Setup(string room, string? trunk = null) => Setup(room, Route(trunk));

    private static CallSetup Setup(string room, params CallRoute[] routes) => new()
    {
        Facts = new CallFacts { SessionId = Guid.NewGuid().ToString(), DomainId = "domain", Room = "room", Destination = "+1", Origin = "+2" },
        Plan = new CallPlan { Routes = routes },
        StoredRoomId = room,
        RoomId = "RM_" + room,
        DisplayName = "",
        Codecs = [],
        KeyId = "key",
    };
}
