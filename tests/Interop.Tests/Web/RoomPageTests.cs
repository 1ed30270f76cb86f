using System.Text.Json;
using Switchroom.Interop.Tests.Browser;

namespace Switchroom.Interop.Tests.Web;

/// <summary>The room page in Chromium, used as people use it, against the real server and real phones.</summary>
[Collection(nameof(BrowserTests))]
public sealed class RoomPageTests(BrowserServer shared) : IClassFixture<BrowserServer>
{
    [Fact]
    public async Task AnOwnerCallsFromThePageAndAGuestSeesTheSame()
    {
        await using TryoutPhoneProcess answers = await TryoutPhoneProcess.StartAsync("--delay", "3");
        await using TryoutPhoneProcess busy = await TryoutPhoneProcess.StartAsync("--refuse", "486");
        await using TryoutPhoneProcess declines = await TryoutPhoneProcess.StartAsync("--refuse", "603");
        await using TryoutPhoneProcess hangsUp = await TryoutPhoneProcess.StartAsync("--hang-up", "3");
        await using TryoutPhoneProcess rings = await TryoutPhoneProcess.StartAsync("--delay", "-1");
        object phones = new { answers = answers.Uri, busy = busy.Uri, declines = declines.Uri, hangsUp = hangsUp.Uri, rings = rings.Uri };

        JsonElement seen = await Scenario.RunAsync(shared.Server, "page-calls", Phones(phones));

        Assert.Contains("country code", seen.GetProperty("problem").GetString());
        Assert.True(seen.GetProperty("refusable").GetBoolean());
        Assert.Equal(["calling", "ringing", "talking"], Texts(seen, "ownerSaw"));
        Assert.Equal(["ringing", "talking"], Texts(seen, "guestSaw").Where(state => state != "calling"));
        Assert.Contains("no phone number is owned", seen.GetProperty("refused").GetString());
        Assert.Equal(0, seen.GetProperty("panelsOfGuest").GetInt32());
        Assert.Empty(Texts(seen, "complaints"));
        Assert.All("12#*", key => Assert.Contains($"key {key}", answers.Output));
    }

    [Fact]
    public async Task ThePagesAreForEverybodyAndOutliveACutNetwork()
    {
        await using TryoutPhoneProcess answers = await TryoutPhoneProcess.StartAsync("--delay", "5");

        JsonElement seen = await Scenario.RunAsync(shared.Server, "page-everybody", Phones(new { answers = answers.Uri }));

        Assert.All(seen.GetProperty("violations").EnumerateObject(), state => Assert.Empty(state.Value.EnumerateArray().Select(found => $"{state.Name}: {found}")));
        Assert.Equal("Echo has answered", seen.GetProperty("announced").GetString());
        Assert.Equal(0, seen.GetProperty("overflow").GetInt32());
        Assert.True(seen.GetProperty("reachable").GetBoolean());
        Assert.Equal("Call", seen.GetProperty("back").GetString());
        Assert.Contains("key 7", answers.Output);
    }

    private static Dictionary<string, string?> Phones(object phones) => new() { ["PHONES"] = JsonSerializer.Serialize(phones) };

    private static IEnumerable<string?> Texts(JsonElement seen, string name) => seen.GetProperty(name).EnumerateArray().Select(item => item.GetString());
}
