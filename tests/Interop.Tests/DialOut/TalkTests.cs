using System.Text.Json;
using Switchroom.Interop.Tests.Browser;
using Switchroom.Interop.Tests.Pages;
using Switchroom.Interop.Tests.Peers;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.DialOut;

/// <summary>Recorded speech between Chromium and phones: found again, syllable by syllable, in what the other side recorded.</summary>
[Collection(TestGroups.Calls)]
public sealed class TalkTests
{
    private const string AnnSays = "The quick brown fox jumps over the lazy dog near the bank.", BobSays = "She sells sea shells, and pays with seventeen silver coins.";
    private const int Seconds = 9;

    private const int Attempts = 3;

    [Theory]
    [InlineData("PCMU", 8_000)]
    [InlineData("opus", 48_000)]
    public Task EachSideHearsWhatTheOtherSays(string codec, int rate) => OnceAsync(async () =>
    {
        using var folder = new TempFolder();
        var ann = await Speech.SayAsync(folder, "ann", "en-us", AnnSays, 48_000);
        var bob = await Speech.SayAsync(folder, "bob", "en-gb", BobSays, Speech.Rate);
        await using var phone = await Baresip.StartAsync(new BaresipOptions { Codecs = codec, Microphone = await Speech.SayAsync(folder, "bob-again-and-again", "en-gb", BobSays, rate, times: 40) });
        await using var server = await RunningServer.StartAsync("--Switchroom:Sip:Address=127.0.0.1");

        var recorded = await TalkAsync(server, folder, phone.Uri, ann);
        await phone.SeesAsync("terminated|session closed");

        var atPhone = await Speech.ReadAsync(phone.Heard());
        Assert.False((await MatchAsync(bob, atPhone)).IsHeard, "Bob hears himself");
        return await MatchAsync(bob, await Speech.ReadRawAsync(Path.Combine(folder.FullPath, "heard.raw"), recorded)) is { IsHeard: true, Decibels: > -4 and < 4 }
            && await MatchAsync(ann, atPhone) is { IsHeard: true, Decibels: > -4 and < 4 };
    });

    [Fact]
    public Task TheOwnVoiceComesBackFromAnEcho() => OnceAsync(async () =>
    {
        using var folder = new TempFolder();
        var ann = await Speech.SayAsync(folder, "ann", "en-us", AnnSays, 48_000);
        await using var phone = await TryoutPhoneProcess.StartAsync();
        await using var server = await RunningServer.StartAsync("--Switchroom:Sip:Address=127.0.0.1");

        var recorded = await TalkAsync(server, folder, phone.Uri, ann);

        var said = await MatchAsync(ann, await Speech.ReadRawAsync(Path.Combine(folder.FullPath, "microphone.raw"), recorded));
        var heard = await MatchAsync(ann, await Speech.ReadRawAsync(Path.Combine(folder.FullPath, "heard.raw"), recorded));
        // there and back through two jitter buffers, the server and the phone; the sentence is longer, so it cannot be mistaken
        var delay = heard.Delay - said.Delay + (heard.Delay < said.Delay ? await SecondsOfAsync(ann) : 0);
        return heard is { IsHeard: true } && Math.Abs(heard.Decibels - said.Decibels) < 4 && delay is > 0.02 and < 2;
    });

    /// <summary>Whether it was so in one call: a machine that others use tears holes into some seconds of sound, and what a call is like then is not the question here.</summary>
    private static async Task OnceAsync(Func<Task<bool>> call)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await call())
            {
                return;
            }
        }

        Assert.Fail($"not in {Attempts} calls");
    }

    /// <summary>Returns the rate of what the browser recorded.</summary>
    private static async Task<int> TalkAsync(RunningServer server, TempFolder folder, string uri, string speech)
    {
        JsonElement seen = await Scenario.RunAsync(server, "talks-with-phone", new Dictionary<string, string?>
        {
            ["PHONE_URI"] = uri,
            ["SPEECH"] = speech,
            ["SECONDS"] = $"{Seconds}",
            ["RECORDINGS"] = folder.FullPath,
        });
        return seen.GetProperty("rate").GetInt32();
    }

    private static async Task<SpeechMatch> MatchAsync(string said, Wave recorded)
    {
        var match = SpeechMatch.Of(await Speech.ReadAsync(said), recorded);
        TestContext.Current.TestOutputHelper?.WriteLine($"{match}");
        return match;
    }

    private static async Task<double> SecondsOfAsync(string file) => await Speech.ReadAsync(file) is var wave ? (double)wave.Samples.Length / wave.Rate : 0;
}
