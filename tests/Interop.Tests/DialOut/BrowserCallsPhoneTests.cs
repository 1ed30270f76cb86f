using System.Text.Json;
using Switchroom.Interop.Tests.Browser;
using Switchroom.Interop.Tests.Peers;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.DialOut;

/// <summary>The main job on real input: livekit-client in Chromium, a real phone rung by dialOut/start, webhooks at a receiver.</summary>
[Collection(TestGroups.Calls)]
public sealed class BrowserCallsPhoneTests
{
    private const double PhoneTone = 730, BrowserTone = 440;

    // ParticipantInfo.Kind of LiveKit's protocol
    private const int SipKind = 3;

    [Theory]
    [InlineData("PCMU", 8_000)]
    [InlineData("opus", 48_000)]
    public async Task BothHearEachOtherAndTheWebhooksTellIt(string codec, int rate)
    {
        using var folder = new TempFolder();
        await using var phone = await Baresip.StartAsync(new BaresipOptions
        {
            Codecs = codec,
            Microphone = Wave.Tone(rate, PhoneTone, 300).Save(Path.Combine(folder.FullPath, "phone.wav")),
        });
        await using var server = await RunningServer.StartAsync("--Switchroom:Sip:Address=127.0.0.1");
        using var api = new ApiClient(server);
        await using var events = await EventReceiver.StartAsync(api, "dialout.connected", "dialout.answered", "dialout.stopped", "dialout.error");

        var seen = await Scenario.RunAsync(server, "dialled-phone", new Dictionary<string, string?>
        {
            ["PHONE_URI"] = phone.Uri,
            ["PHONE_HERTZ"] = $"{PhoneTone}",
        });

        var session = seen.GetProperty("sessionId").GetString();
        foreach (var type in new[] { "dialout.connected", "dialout.answered", "dialout.stopped" })
        {
            Assert.Equal(session, (await events.NextAsync(type))["session_id"]!.GetValue<string>());
        }

        Assert.Equal(SipKind, seen.GetProperty("phone").GetProperty("kind").GetInt32());
        Assert.StartsWith(codec, seen.GetProperty("codec").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["dialout.connected", "dialout.answered"], seen.GetProperty("events").EnumerateArray().Select(type => type.GetString()!));
        await phone.SeesAsync("terminated|session closed");
        var heard = Wave.Read(phone.Heard());
        Assert.True(heard.DecibelsOf(BrowserTone) > -30, $"the browser's tone is at {heard.DecibelsOf(BrowserTone):F1} dB");
    }
}
