using System.Text.Json;

namespace Switchroom.Interop.Tests.Browser;

/// <summary>Browsers behind firewalls: media through a TURN server (coturn), and over TCP.</summary>
public sealed class PathTests
{
    [Fact]
    public async Task MediaGoesThroughATurnServerWithCredentialsThatTheServerMadeAndComesBackWhenThatPathIsCut()
    {
        await using Coturn coturn = await Coturn.StartAsync();
        await using RunningServer server = await RunningServer.StartAsync($"--Switchroom:WebRtc:TurnUrls={coturn.Url}", $"--Switchroom:WebRtc:TurnSecret={coturn.Secret}");

        JsonElement seen = await Scenario.RunAsync(
            server,
            "paths",
            new Dictionary<string, string?> { ["POLICY"] = "relay", ["CUT"] = "turn" },
            new Dictionary<string, Func<string, Task>> { ["turn"] = _ => coturn.StartAgainAsync() });

        Assert.All(Paths(seen), path => Assert.Equal("relay", path.GetProperty("local").GetString()));
        Assert.Contains("ALLOCATE processed, success", coturn.Log, StringComparison.Ordinal);
        Assert.Equal(3, seen.GetProperty("check").GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task CredentialsOfAnotherSecretAreRefusedByTheTurnServer()
    {
        await using Coturn coturn = await Coturn.StartAsync();
        await using RunningServer server = await RunningServer.StartAsync($"--Switchroom:WebRtc:TurnUrls={coturn.Url}", "--Switchroom:WebRtc:TurnSecret=another");

        JsonElement check = (await Scenario.RunAsync(server, "turn-check")).GetProperty("check");

        Assert.Equal(4, check.GetProperty("status").GetInt32());
        Assert.DoesNotContain("ALLOCATE processed, success", coturn.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MediaGoesOverTcpWhereUdpDoesNot()
    {
        await using RunningServer server = await RunningServer.StartAsync("--Switchroom:WebRtc:Transports=tcp");

        JsonElement seen = await Scenario.RunAsync(server, "paths");

        Assert.All(Paths(seen), path => Assert.Equal("tcp", path.GetProperty("protocol").GetString()));
    }

    private static List<JsonElement> Paths(JsonElement seen)
    {
        List<JsonElement> paths = [.. seen.GetProperty("ann").EnumerateArray(), .. seen.GetProperty("bob").EnumerateArray()];
        Assert.NotEmpty(paths);
        return paths;
    }
}
