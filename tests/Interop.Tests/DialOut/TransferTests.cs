using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Switchroom.Interop.Tests.Browser;
using Switchroom.Interop.Tests.Peers;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.DialOut;

/// <summary><c>sipCallTransfer</c> and hold with real phones: whoever is transferred takes our re-INVITE and hears the new party.</summary>
public sealed class TransferTests
{
    private const double AnnTone = 620, BobTone = 1130;

    [Theory]
    [InlineData("PCMU")]
    [InlineData("opus")]
    public async Task APhoneIsBridgedToTheNewParty(string codec)
    {
        using var folder = new TempFolder();
        await using var ann = await StartAsync("ann", AnnTone, codec, folder);
        await using var bob = await StartAsync("bob", BobTone, codec, folder);
        await using var server = await RunningServer.StartAsync("--Switchroom:Sip:Address=127.0.0.1", "--Switchroom:Api:RateLimits:Enabled=false");
        using var api = new ApiClient(server);
        await using var events = await EventReceiver.StartAsync(
            api, ["dialout.answered", "dialout.stopped", "calltransfer.triggered", "calltransfer.initiated", "calltransfer.answered", "calltransfer.completed"]);
        await api.CreateRoomAsync("desk");
        var id = await api.DialAsync("desk", new JsonObject { ["sipUri"] = ann.Uri });
        await events.NextAsync("dialout.answered");
        await api.MustPostAsync("rooms/desk/sipCallTransfer", new JsonObject { ["sessionId"] = id, ["toEndPoint"] = bob.Uri });
        await events.NextAsync("calltransfer.triggered");
        await events.NextAsync("calltransfer.initiated");
        await events.NextAsync("calltransfer.answered");
        Assert.Equal("transfer", (await events.NextAsync("dialout.stopped"))["ended_by"]!.GetValue<string>());
        await bob.TalksAsync(6);
        await bob.Type("/hangup");

        Assert.Equal("completed", (await events.NextAsync("calltransfer.completed"))["complete_status"]!.GetValue<string>());
        await ann.SeesAsync("terminated|session closed");
        Heard(ann, BobTone, AnnTone);
        Heard(bob, AnnTone, BobTone);
    }

    [Fact]
    public async Task APhoneMovesIntoAnotherRoomByItsSipAddress()
    {
        using var folder = new TempFolder();
        await using var ann = await StartAsync("ann", AnnTone, "G722", folder);
        await using var bob = await StartAsync("bob", BobTone, "G722", folder);
        await using var server = await RunningServer.StartAsync("--Switchroom:Sip:Address=127.0.0.1", "--Switchroom:Api:RateLimits:Enabled=false", $"--Switchroom:Sip:Port={FreePort.Next()}");
        using var api = new ApiClient(server);
        await using var answers = await EventReceiver.StartAsync(api, "dialout.answered");
        await using var events = await EventReceiver.StartAsync(api, "calltransfer.completed");
        await api.CreateRoomAsync("desk");
        await api.CreateRoomAsync("lounge");
        var lounge = await api.MustPostAsync(
            "rooms/lounge", JsonNode.Parse("""{"properties":{"sip":{"display_name":"Lounge","sip_mode":"dial-in"}}}""")!.AsObject());
        var id = await api.DialAsync("desk", new JsonObject { ["sipUri"] = ann.Uri });
        await answers.NextAsync("dialout.answered");
        await api.DialAsync("lounge", new JsonObject { ["sipUri"] = bob.Uri });
        await answers.NextAsync("dialout.answered");

        var answer = await api.MustPostAsync("rooms/desk/sipCallTransfer", new JsonObject
        {
            ["sessionId"] = id,
            ["toEndPoint"] = "sip:" + lounge["config"]!["sip_uri"]!["endpoint"]!.GetValue<string>(),
        });
        Assert.Equal("completed", (await events.NextAsync("calltransfer.completed"))["complete_status"]!.GetValue<string>());
        await bob.TalksAsync(6);
        await api.MustPostAsync("rooms/lounge/dialOut/stop", new JsonObject { ["sessionId"] = answer["sessionId"]!.GetValue<string>() });

        await ann.SeesAsync("terminated|session closed");
        Heard(ann, BobTone, AnnTone);
        Heard(bob, AnnTone, BobTone);
    }

    [Fact]
    public async Task APhoneThatIsReferredCallsTheOtherAndLeavesTheRoom()
    {
        using var folder = new TempFolder();
        await using var ann = await StartAsync("ann", AnnTone, "PCMU", folder);
        await using var bob = await StartAsync("bob", BobTone, "PCMU", folder);
        await using var server = await RunningServer.StartAsync("--Switchroom:Sip:Address=127.0.0.1", "--Switchroom:Api:RateLimits:Enabled=false");
        using var api = new ApiClient(server);
        await using var events = await EventReceiver.StartAsync(api, ["dialout.answered", "dialout.stopped", "calltransfer.answered", "calltransfer.completed"]);
        await api.CreateRoomAsync("desk");
        var id = await api.DialAsync("desk", new JsonObject { ["sipUri"] = ann.Uri });
        await events.NextAsync("dialout.answered");

        await api.MustPostAsync("rooms/desk/sipRefer", new JsonObject { ["sessionId"] = id, ["toEndPoint"] = bob.Uri });

        await events.NextAsync("calltransfer.answered");
        await events.NextAsync("dialout.stopped");
        var completed = await events.NextAsync("calltransfer.completed");
        Assert.Equal(200, completed["notify_sip_response_code"]!.GetValue<int>());
        await bob.SeesAsync("Call established");
    }

    [Fact]
    public async Task APhoneIsHeldAndResumed()
    {
        using var folder = new TempFolder();
        await using var ann = await StartAsync("ann", AnnTone, "PCMU", folder);
        await using var bob = await StartAsync("bob", BobTone, "PCMU", folder);
        await using var server = await RunningServer.StartAsync("--Switchroom:Sip:Address=127.0.0.1", "--Switchroom:Api:RateLimits:Enabled=false");
        using var api = new ApiClient(server);
        await using var events = await EventReceiver.StartAsync(api, "dialout.answered");
        await api.CreateRoomAsync("desk");
        var id = await api.DialAsync("desk", new JsonObject { ["sipUri"] = ann.Uri });
        await events.NextAsync("dialout.answered");

        await api.MustPostAsync("rooms/desk/dialOut/update", new JsonObject { ["sessionId"] = id, ["hold"] = true });
        await LadderHasAsync(api, id, "a=recvonly");
        await api.DialAsync("desk", new JsonObject { ["sipUri"] = bob.Uri });
        await bob.TalksAsync(2);
        Assert.True(Wave.Read(bob.Heard()).DecibelsOf(AnnTone) < -60, "a phone on hold is heard");
        await api.MustPostAsync("rooms/desk/dialOut/update", new JsonObject { ["sessionId"] = id, ["hold"] = false });
        await LadderHasAsync(api, id, "a=recvonly.*a=sendrecv");
        await bob.TalksAsync(7);

        await bob.Type("/hangup");
        await bob.SeesAsync("terminated|session closed");
        Assert.True(Wave.Read(bob.Heard()).DecibelsOf(AnnTone) > -25, "a phone that was resumed is not heard");
    }

    private static async Task LadderHasAsync(ApiClient api, string id, string pattern)
    {
        using var patience = new CancellationTokenSource(TestProcess.Patience);
        while (!Regex.IsMatch((await api.GetAsync($"rooms/desk/dialOut/{id}"))["ladder"]!.ToJsonString(), pattern))
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<Baresip> StartAsync(string name, double tone, string codec, TempFolder folder) => await Baresip.StartAsync(new BaresipOptions
    {
        Codecs = codec,
        Microphone = Wave.Tone(codec == "opus" ? 48_000 : codec == "G722" ? 16_000 : 8000, tone, 300).Save(Path.Combine(folder.FullPath, name + ".wav")),
    });

    private static void Heard(Baresip phone, double other, double own)
    {
        var heard = Wave.Read(phone.Heard());
        Assert.True(heard.DecibelsOf(other) > -25, $"the other's tone is at {heard.DecibelsOf(other):F1} dB\n{phone.Output}");
        Assert.True(heard.DecibelsOf(own) < -45, $"its own tone is at {heard.DecibelsOf(own):F1} dB");
    }
}
