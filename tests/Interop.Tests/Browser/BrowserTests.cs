using System.Text.Json;

namespace Switchroom.Interop.Tests.Browser;

/// <summary>
/// livekit-client in headless Chromium, and @livekit/rtc-node, against the real server: one program per scenario. A scenario waits for what it
/// says to be heard, seen and told, and fails when that does not come; what is asserted here are the details.
/// </summary>
[Collection(TestGroups.Browsers)]
public sealed class BrowserTests(BrowserServer shared) : IClassFixture<BrowserServer>
{
    private Task<JsonElement> RunAsync(string scenario) => Scenario.RunAsync(shared.Server, scenario);

    [Fact]
    public async Task ABrowserJoinsWithADailyTokenAndMayDoWhatItSays()
    {
        JsonElement seen = await RunAsync("daily-token");

        Assert.Equal("Ann", seen.GetProperty("annJoined").GetProperty("displayName").GetString());
        Assert.False(seen.GetProperty("bobJoined").GetProperty("permissions").GetProperty("canPublish").GetBoolean());
        Assert.Contains("needs a token", seen.GetProperty("refused").GetString());
        Assert.Contains("insufficient permissions", seen.GetProperty("bobPublishes").GetString());
        Assert.Contains("expired", seen.GetProperty("expired").GetString());
    }

    [Fact]
    public async Task TwoBrowsersJoinWithLiveKitTokensAndHearEachOther()
    {
        JsonElement joined = (await RunAsync("two-hear-each-other")).GetProperty("joined");

        Assert.Equal("connected", joined.GetProperty("state").GetString());
        Assert.Equal("Ann", joined.GetProperty("displayName").GetString());
        Assert.Equal("m", joined.GetProperty("metadata").GetString());
        Assert.Equal("blue", joined.GetProperty("attributes").GetProperty("team").GetString());
    }

    [Fact]
    public async Task EveryLayerArrivesWhenItIsAskedForOrShownAndRestsWhenItIsNot()
    {
        JsonElement seen = await RunAsync("layers");

        Assert.Equal(3, seen.GetProperty("sent").GetArrayLength());
        Assert.True(seen.GetProperty("fast").GetDouble() > seen.GetProperty("slow").GetDouble());
    }

    [Fact]
    public async Task APictureArrivesInTheCodecItWasPublishedInAndInTheSizeAskedFor()
    {
        JsonElement seen = (await RunAsync("codecs")).GetProperty("seen");

        // Debian's Chromium encodes them all; another build may lack H.264, and says so.
        foreach (string codec in new[] { "vp8", "vp9", "av1" })
        {
            Assert.Equal($"video/{codec}", seen.GetProperty(codec).GetProperty("mime").GetString(), ignoreCase: true);
        }
    }

    [Fact]
    public async Task ThreeBrowsersHearAndSeeEachOtherAndDataReachesThoseItIsFor()
    {
        JsonElement seen = await RunAsync("three");

        Assert.Equal(4, seen.GetProperty("bobGot").GetArrayLength());
        Assert.Equal(3, seen.GetProperty("eveGot").GetArrayLength());
        Assert.All(seen.GetProperty("bobGot").EnumerateArray(), message => Assert.Equal("ann", message.GetProperty("from").GetString()));
        Assert.Equal(54_000, seen.GetProperty("eveGot")[1].GetProperty("length").GetInt32());
    }

    [Fact]
    public async Task SpeakingMutingQualityAndLeavingAreTold()
    {
        JsonElement seen = await RunAsync("mute-and-leave");
        JsonElement left = seen.GetProperty("left");

        Assert.Equal(0, left.GetProperty("others").GetArrayLength());
        Assert.Equal(0, left.GetProperty("speakers").GetArrayLength());
        Assert.NotEqual("unknown", left.GetProperty("quality").GetString());
        // a busy machine may lose a few; numbers that are left out when somebody is muted would be far more
        JsonElement losses = seen.GetProperty("losses")[0];
        Assert.True(losses.GetProperty("lost").GetInt32() <= Math.Max(5, losses.GetProperty("packets").GetInt32() / 20), $"{losses}");
    }

    [Fact]
    public Task AScreenIsSharedEndedAndSharedAgain() => RunAsync("screen");

    [Fact]
    public async Task ABrowserComesBackAfterEachKindOfInterruption()
    {
        JsonElement seen = await RunAsync("reconnect");

        Assert.Equal([1, 2], seen.GetProperty("connections").EnumerateArray().Select(count => count.GetInt32()));
        Assert.Equal(seen.GetProperty("before").GetProperty("ann").GetString(), seen.GetProperty("resumed").GetProperty("ann").GetString());
        foreach (string after in new[] { "resumed", "restarted", "failedOver", "reloaded" })
        {
            Assert.Equal("ann", Assert.Single(seen.GetProperty(after).GetProperty("others").EnumerateArray()).GetString());
        }
    }

    [Fact]
    public async Task AnotherImplementationIsInOneRoomWithABrowser()
    {
        JsonElement seen = await RunAsync("rtc-node");

        Assert.Equal("robot", Assert.Single(seen.GetProperty("annGot").EnumerateArray()).GetProperty("from").GetString());
        Assert.Equal("ann", Assert.Single(seen.GetProperty("robotGot").EnumerateArray()).GetProperty("from").GetString());
    }

    [Fact]
    public async Task TheClientsOwnConnectionChecksPass()
    {
        const int Skipped = 2, Passed = 3;
        JsonElement checks = (await RunAsync("checks")).GetProperty("checks");

        foreach (JsonElement check in checks.EnumerateArray())
        {
            // there is no TURN server here, so that one check has nothing to do
            bool turn = check.GetProperty("asked").GetString() == "checkTURN";
            Assert.Equal(turn ? Skipped : Passed, check.GetProperty("status").GetInt32());
        }

        Assert.DoesNotContain("ICE/TCP", checks.ToString());
        Assert.DoesNotContain("IPv4", checks.ToString());
    }
}
