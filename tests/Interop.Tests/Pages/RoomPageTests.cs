using System.Globalization;
using System.Text.Json;
using Switchroom.Interop.Tests.Browser;
using Switchroom.Interop.Tests.Peers;
using Switchroom.Interop.Tests.Sip;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Pages;

/// <summary>The room page in Chromium, used as people use it, against the real server and real phones.</summary>
[Collection(TestGroups.Calls)]
public sealed class RoomPageTests : IClassFixture<BrowserServer>, IDisposable
{
    private readonly BrowserServer _shared;
    private readonly TempFolder _folder = new();
    private readonly string _microphone;

    public RoomPageTests(BrowserServer shared)
    {
        _shared = shared;
        _microphone = Wave.Tone(8_000, 440, 300).Save(Path.Combine(_folder.FullPath, "microphone.wav"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AnOwnerCallsFromThePageAndAGuestSeesTheSame()
    {
        BaresipOptions byHand = new() { AnswerMode = "manual", Codecs = "PCMU", Microphone = _microphone };
        await using Baresip desk = await Baresip.StartAsync(byHand);
        await using Baresip door = await Baresip.StartAsync(byHand);
        await using Sipp declines = await Sipp.Callee(Refusing(603, "Decline")); // which baresip cannot
        object phones = new { desk = desk.Uri, door = door.Uri, declines = UriOf(declines), stranger = desk.Uri.Replace("callee", "stranger", StringComparison.Ordinal) };

        JsonElement seen = await Scenario.RunAsync(_shared.Server, "page-calls", Phones(phones), new Dictionary<string, Func<string, Task>>
        {
            ["desk"] = asked => AtAsync(desk, asked),
            ["door"] = asked => AtAsync(door, asked),
        });

        await declines.AssertSucceeds(() => _shared.Server.Log);
        Assert.Contains("country code", seen.GetProperty("problem").GetString());
        Assert.True(seen.GetProperty("refusable").GetBoolean());
        Assert.Equal(["calling", "ringing", "talking"], Texts(seen, "ownerSaw"));
        Assert.Equal(["ringing", "talking"], Texts(seen, "guestSaw").Where(state => state != "calling"));
        Assert.Contains("+49301234567 is outside", seen.GetProperty("refused").GetString());
        Assert.Contains("Not Found", seen.GetProperty("notFound").GetString());
        Assert.Equal(0, seen.GetProperty("panelsOfGuest").GetInt32());
        Assert.Collection(
            Texts(seen, "recent"),
            stranger => Assert.Matches("^Stranger.*The call failed$", stranger),
            declined => Assert.Matches("^Unwilling.*Declined$", declined),
            door => Assert.Matches("^Engaged.*Busy$", door),
            first => Assert.Matches("^Desk.*Talked", first));
        Assert.Empty(Texts(seen, "complaints"));
    }

    [Fact]
    public async Task AnOwnerHoldsAndMutesACallAndChoosesTheNumberItShows()
    {
        await using Baresip desk = await Baresip.StartAsync(new BaresipOptions { Codecs = "PCMU", Microphone = _microphone });
        await using TryoutPhoneProcess carrier = await TryoutPhoneProcess.StartAsync();
        await using Baresip early = await Baresip.StartAsync(new BaresipOptions { Codecs = "PCMU", AnswerMode = "early", Microphone = _microphone });
        await using Sipp busy = await Sipp.Callee(Refusing(486, "Busy Here"));
        object phones = new { desk = desk.Uri, early = early.Uri, busy = UriOf(busy), carrier = int.Parse(carrier.Uri.Split(':')[^1], CultureInfo.InvariantCulture) };

        JsonElement seen = await Scenario.RunAsync(_shared.Server, "page-desk", Phones(phones), new Dictionary<string, Func<string, Task>> { ["desk"] = asked => AtAsync(desk, asked) });

        await busy.AssertSucceeds(() => _shared.Server.Log);
        Assert.Equal(["+15550198, Switchboard", "+15550199, Sales"], Texts(seen, "numbers"));
        Assert.Equal("The transfer failed: busy", seen.GetProperty("failed").GetString());
        Assert.Equal("+15550199", seen.GetProperty("shown").GetString());
        Assert.Equal("answered", seen.GetProperty("carried").GetString());
        Assert.Equal(0, seen.GetProperty("buttonsOfGuest").GetInt32());
        Assert.Empty(Texts(seen, "complaints"));
    }

    [Fact]
    public async Task TwoPeopleMeet()
    {
        JsonElement seen = await Scenario.RunAsync(_shared.Server, "page-meeting");

        Assert.Empty(Texts(seen, "violations"));
        Assert.Equal(["Ann (you)", "Bob"], Texts(seen, "listed"));
        Assert.Equal("Chat", seen.GetProperty("unread").GetString());
        Assert.StartsWith($"{Texts(seen, "labels").Last()} was unplugged. Chosen instead: ", seen.GetProperty("unplugged").GetString(), StringComparison.Ordinal);
        Assert.Equal($"{_shared.Server.Url}/review", seen.GetProperty("link").GetString());
        Assert.Equal(0, seen.GetProperty("alike").GetDouble(), 1.0);
        Assert.InRange(seen.GetProperty("larger").GetDouble(), 2, 100);
        Assert.Equal(0, seen.GetProperty("quiet").GetInt32());
        Assert.Equal("off", seen.GetProperty("kept").GetString());
        Assert.Empty(Texts(seen, "complaints"));
    }

    [Fact]
    public async Task ThePagesSayWhyOneCannotEnterOrHasNoCamera()
    {
        await using TryoutPhoneProcess echo = await TryoutPhoneProcess.StartAsync();

        JsonElement seen = await Scenario.RunAsync(_shared.Server, "page-doors", Phones(new { echo = echo.Uri }));
        string Said(string state) => seen.GetProperty("says").GetProperty(state).GetString()!;

        Assert.Empty(Texts(seen, "violations"));
        Assert.Equal("sip:phone@127.0.0.1:5070", Said("demoPhone"));
        Assert.Equal(0, seen.GetProperty("says").GetProperty("startOverflow").GetInt32());
        Assert.Equal(echo.Uri, Said("readyToCall"));
        Assert.Contains("Only letters", Said("badName"));
        Assert.Contains("expired", Said("expired"));
        Assert.Contains("needs a token", Said("locked"));
        Assert.Contains("nowhere", Said("nowhere"));
        Assert.Contains("small", Said("otherRoom"));
        Assert.Contains("full", Said("full"));
        Assert.Empty(Texts(seen.GetProperty("says"), "startComplaints"));
        Assert.Empty(Texts(seen.GetProperty("says"), "deniedComplaints"));
    }

    [Fact]
    public async Task ThePagesAreForEverybodyAndOutliveACutNetwork()
    {
        await using TryoutPhoneProcess answers = await TryoutPhoneProcess.StartAsync("--delay", "5");

        JsonElement seen = await Scenario.RunAsync(_shared.Server, "page-everybody", Phones(new { answers = answers.Uri }));

        Assert.Empty(Texts(seen, "violations"));
        Assert.Empty(Texts(seen, "complaints"));
        Assert.InRange(seen.GetProperty("script").GetInt32(), 50_000, 250_000);
        Assert.Equal(0, seen.GetProperty("overflow").GetInt32());
        Assert.True(seen.GetProperty("reachable").GetBoolean());
        Assert.Equal("Call", seen.GetProperty("back").GetString());
        Assert.Contains("key 7", answers.Output);
    }

    private static SippScenario Refusing(int status, string phrase) => new SippScenario().Receive("INVITE").Answer(status, phrase, "refused").Receive("ACK");

    private static string UriOf(Sipp phone) => $"sip:phone@127.0.0.1:{phone.Port}";

    private static async Task AtAsync(Baresip phone, string asked)
    {
        if (asked.StartsWith('/'))
        {
            await phone.Type(asked);
            return;
        }

        string keys = asked.Split(' ')[^1];
        Assert.Equal(keys, await phone.KeysAsync(keys.Length));
    }

    private static Dictionary<string, string?> Phones(object phones) => new() { ["PHONES"] = JsonSerializer.Serialize(phones) };

    private static IEnumerable<string?> Texts(JsonElement seen, string name) => seen.GetProperty(name).EnumerateArray().Select(item => item.GetString());
}
