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

        load.Add(one);
        load.Add(two);
        Assert.Equal((1, 1, 2, 2, 1), (load.OfRoom("a"), load.OfRoom("b"), load.OfKey("key"), load.OfDomain("domain"), load.OfTrunk("carrier")));

        load.Remove(one);
        load.Remove(two);
        Assert.Equal((0, 0, 0, 0, 0), (load.OfRoom("a"), load.OfRoom("b"), load.OfKey("key"), load.OfDomain("domain"), load.OfTrunk("carrier")));
    }

    [Fact]
    public void ALegThatATransferMadeIsInNoRoom()
    {
        var load = new CallLoad();
        load.Add(Setup("a") with { TellsDialOut = false });
        Assert.Equal((0, 1), (load.OfRoom("a"), load.OfKey("key")));
    }

    [Fact]
    public void StartsThroughATrunkCountForASecond()
    {
        var load = new CallLoad();
        load.Started(Setup("a", trunk: "carrier"), Start);
        load.Started(Setup("a", trunk: "carrier"), Start + TimeSpan.FromMilliseconds(600));

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
        load.Add(Setup("a"));
        var settings = new DialOutSettings(new NetworkRules([], []), []) { MaxCallsPerKey = 1, MaxCallsPerDomain = 1 };

        Assert.Equal("the API key has reached its limit of 1 concurrent calls", CallLimits.Problem(Setup("b"), load, settings)?.Info);
        Assert.Null(CallLimits.Problem(Setup("b") with { MediaSince = Start }, load, settings));
        Assert.Equal(
            "room room has reached its limit of 1 concurrent SIP and PSTN sessions", CallLimits.Problem(Setup("a") with { MediaSince = Start, RoomLimit = 1 }, load, settings)?.Info);
    }

    private static CallSetup Setup(string room, string? trunk = null) => new()
    {
        Facts = new CallFacts { SessionId = Guid.NewGuid().ToString(), DomainId = "domain", Room = "room", Destination = "+1", Origin = "+2" },
        Plan = new CallPlan { Routes = [new CallRoute(new CallRequest { Target = SipUri.Parse("sip:a@b"), From = SipUri.Parse("sip:c@d") }, trunk)] },
        StoredRoomId = room,
        RoomId = "RM_" + room,
        DisplayName = "",
        Codecs = [],
        KeyId = "key",
    };
}
