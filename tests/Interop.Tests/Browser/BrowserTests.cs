using System.Text.Json;

namespace Switchroom.Interop.Tests.Browser;

/// <summary>livekit-client in headless Chromium against the real server: one program per scenario, each checks what it sees while it happens.</summary>
[Collection(nameof(BrowserTests))]
public sealed class BrowserTests
{
    [Fact]
    public async Task ABrowserJoinsWithALiveKitToken()
    {
        await using RunningServer server = await RunningServer.StartAsync();

        JsonElement joined = (await Scenario.RunAsync(server, "join")).GetProperty("joined");

        Assert.Equal("connected", joined.GetProperty("state").GetString());
        Assert.Equal("Ann", joined.GetProperty("displayName").GetString());
        Assert.Equal("blue", joined.GetProperty("attributes").GetProperty("team").GetString());
    }

    [Fact]
    public async Task TwoBrowsersHearEachOther()
    {
        await using RunningServer server = await RunningServer.StartAsync();

        await Scenario.RunAsync(server, "two-hear-each-other");
    }
}
