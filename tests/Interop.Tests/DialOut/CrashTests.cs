using System.Text.Json.Nodes;
using Switchroom.Interop.Tests.Browser;
using Switchroom.Interop.Tests.Peers;
using Switchroom.Interop.Tests.Sip;
using Switchroom.Sip.Calls;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.DialOut;

/// <summary>A server that is killed at each step of a call's life, and started again: what phones, callers of the API and webhooks see.</summary>
public sealed class CrashTests
{
    private const string Room = "crash", Key = "one-call-only";

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task ACallThatWasOnlyBegunIsToldAsFailedAndNeverDialledAgain(bool inviteSeen)
    {
        using var callee = new SipAgent();
        await using var server = await StartAsync();
        using var api = new ApiClient(server);
        // not dialout.connected: it comes by itself when two seconds have passed before the kill
        await using var events = await EventReceiver.StartAsync(api, "dialout.answered", "dialout.stopped", "dialout.error");
        await api.CreateRoomAsync(Room);
        var target = new JsonObject { ["sipUri"] = $"sip:callee@127.0.0.1:{callee.Port}" };

        var session = await DialAsync(api, target);
        if (inviteSeen)
        {
            await callee.Expect<IncomingCall>();
        }

        await server.KillAsync();
        await server.StartAgainAsync();

        var failed = await events.NextAsync("dialout.error");
        Assert.Equal((session, "failed", false), (Text(failed, "session_id"), Text(failed, "reason"), failed["answered"]!.GetValue<bool>()));
        Assert.Equal(session, await DialAsync(api, target));
        Assert.Equal("ended", Text(await api.GetAsync($"rooms/{Room}/dialOut/{session}"), "state"));

        // what rings next is another call: the first one rang once, or the kill came before its INVITE
        await DialAsync(api, new JsonObject { ["sipUri"] = $"sip:other@127.0.0.1:{callee.Port}" }, "another");
        var rang = new List<string?>();
        do
        {
            rang.Add((await callee.Expect<IncomingCall>()).Request.Uri.User);
        }
        while (rang[^1] != "other");
        Assert.InRange(rang.Count, 1, inviteSeen ? 1 : 2);
    }

    [Fact]
    public async Task APhoneThatRangStopsRinging()
    {
        await using var phone = await Baresip.StartAsync(new BaresipOptions { Codecs = "PCMU", AnswerMode = "manual" });
        await using var carrier = await Carrier.StartAsync();
        await using var server = await StartAsync();
        using var api = new ApiClient(server);
        await using var events = await EventReceiver.StartAsync(api);
        await api.CreateRoomAsync(Room);
        await carrier.AddTrunkAsync(api);
        var target = new JsonObject { ["phoneNumber"] = Carrier.NumberOf(phone) };

        var session = await DialAsync(api, target);
        await events.NextAsync("dialout.connected");
        await server.KillAsync();
        await server.StartAgainAsync();

        await phone.SeesAsync("terminated|session closed");
        var failed = await events.NextAsync("dialout.error");
        Assert.Equal(("failed", "the server stopped unexpectedly"), (Text(failed, "reason"), Text(failed, "sip_reason")));
        Assert.Equal(session, await DialAsync(api, target));
    }

    [Fact]
    public async Task APhoneThatHadAnsweredIsHungUpAndEveryEventComesOnceOrMore()
    {
        await using var phone = await Baresip.StartAsync(new BaresipOptions { Codecs = "PCMU" });
        await using var carrier = await Carrier.StartAsync();
        await using var server = await StartAsync();
        using var api = new ApiClient(server);
        await using var events = await EventReceiver.StartAsync(api);
        events.HangsOn = "dialout.answered";
        await api.CreateRoomAsync(Room);
        await carrier.AddTrunkAsync(api);
        var target = new JsonObject { ["phoneNumber"] = Carrier.NumberOf(phone) };

        var session = await DialAsync(api, target);
        await events.NextAsync("dialout.connected");
        await events.NextAsync("dialout.answered");
        await server.KillAsync();
        events.HangsOn = null;
        await server.StartAgainAsync();

        await phone.SeesAsync("terminated|session closed");
        var stopped = await events.NextAsync("dialout.stopped");
        Assert.Equal((session, "failed", true), (Text(stopped, "session_id"), Text(stopped, "reason"), stopped["answered"]!.GetValue<bool>()));
        Assert.Contains("dialout.answered", events.Repeated);
        Assert.Equal(session, await DialAsync(api, target));
    }

    [Fact]
    public async Task ACallThatWasBeingStoppedEndsOnBothSides()
    {
        using var callee = new SipAgent();
        await using var server = await StartAsync();
        using var api = new ApiClient(server);
        await using var events = await EventReceiver.StartAsync(api);
        await api.CreateRoomAsync(Room);

        var session = await DialAsync(api, new JsonObject { ["sipUri"] = $"sip:callee@127.0.0.1:{callee.Port}" });
        callee.Post(new AnswerCall((await callee.Expect<IncomingCall>()).Key, SipBody.Sdp(Sdp.Audio())));
        await events.NextAsync("dialout.connected");
        await events.NextAsync("dialout.answered");
        await api.MustPostAsync($"rooms/{Room}/dialOut/stop", new JsonObject { ["sessionId"] = session });
        await server.KillAsync();
        await server.StartAgainAsync();

        await callee.Expect<CallEnded>();
        // which of the two depends on whether the ending was written before the kill
        Assert.Contains(Text(await events.NextAsync("dialout.stopped"), "reason"), new[] { "completed", "failed" });
    }

    private static Task<RunningServer> StartAsync() => RunningServer.StartAsync(
        "--Switchroom:Sip:Address=127.0.0.1", $"--Switchroom:Sip:Port={FreePort.Next()}", "--Switchroom:Api:RateLimits:Enabled=false");

    private static async Task<string> DialAsync(ApiClient api, JsonObject body, string key = Key)
    {
        var (status, answer) = await api.PostAsync($"rooms/{Room}/dialOut/start", body, key);
        Assert.True(status == 200, answer.ToJsonString());
        return Text(answer, "sessionId")!;
    }

    private static string? Text(JsonNode node, string name) => node[name]?.GetValue<string>();
}
