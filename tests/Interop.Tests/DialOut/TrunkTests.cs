using System.Text.Json.Nodes;
using Switchroom.Interop.Tests.Browser;
using Switchroom.Interop.Tests.Sip;

namespace Switchroom.Interop.Tests.DialOut;

/// <summary>Phone numbers through trunks that SIPp plays; over TCP, since its scenarios tell no request of the server that comes again from the next one.</summary>
public sealed class TrunkTests
{
    private const string Room = "trunks";

    [Fact]
    public async Task ANumberFailsOverToTheNextTrunkWhichChallengesAndSeesTheCallerId()
    {
        await using var broken = await Sipp.Callee(new SippScenario().ReceiveInvite().Answer(503, "Service Unavailable", "x", "Retry-After: 60").Receive("ACK"), transport: "tcp");
        await using var carrier = await Sipp.Callee(new SippScenario()
            .ReceiveInvite().Answer(407, "Authenticate", "x", "Proxy-Authenticate: Digest realm=\"carrier\", nonce=\"47ebe028cda119c35d4877b383027d28\", qop=\"auth\", algorithm=MD5")
            .Receive("ACK")
            .Receive("INVITE", SippScenario.Check("INVITE sip:\\+15550100@") + SippScenario.Check("From: [^\r\n]*sip:\\+15550199@carrier.example") + SippScenario.Check("X-Tenant: 42"))
            .Answer(180, "Ringing", "a").Answer(200, "OK", "a", sdp: Sdp.Audio()).Receive("ACK").Receive("BYE").Answer(200, "OK"), transport: "tcp");
        await using var server = await RunningServer.StartAsync("--Switchroom:Sip:Address=127.0.0.1");
        using var api = new ApiClient(server);
        await using var events = await EventReceiver.StartAsync(api);
        await api.CreateRoomAsync(Room);
        await AddTrunkAsync(api, "broken", broken.Port, priority: 1);
        await AddTrunkAsync(api, "carrier", carrier.Port, priority: 2);

        var session = await api.DialAsync(Room, new JsonObject { ["phoneNumber"] = "+15550100" });
        await events.NextAsync("dialout.connected");
        var answered = await events.NextAsync("dialout.answered");
        Assert.Equal(("+15550100", "+15550199"), (Text(answered, "destination"), Text(answered, "origin")));
        await api.MustPostAsync($"rooms/{Room}/dialOut/stop", new JsonObject { ["sessionId"] = session });
        Assert.Equal("completed", Text(await events.NextAsync("dialout.stopped"), "reason"));

        await carrier.AssertSucceeds(() => server.Log);
        await broken.AssertSucceeds(() => server.Log);
    }

    [Fact]
    public async Task ATrunkThatAsksForItIsRegisteredWith()
    {
        await using var registrar = await Sipp.Callee(new SippScenario()
            .Receive("REGISTER", SippScenario.Check("To: [^\r\n]*sip:switchroom@carrier.example"))
            .Answer(401, "Unauthorized", "x", "WWW-Authenticate: Digest realm=\"carrier\", nonce=\"47ebe028cda119c35d4877b383027d28\", qop=\"auth\", algorithm=MD5")
            .Receive("REGISTER", SippScenario.Check("Authorization: Digest username=.switchroom."))
            .Answer(200, "OK", "x", "Expires: 600"), transport: "tcp");
        await using var server = await RunningServer.StartAsync("--Switchroom:Sip:Address=127.0.0.1");
        using var api = new ApiClient(server);

        await AddTrunkAsync(api, "carrier", registrar.Port, priority: 1, register: true);

        await registrar.AssertSucceeds(() => server.Log);
    }

    private static Task<JsonNode> AddTrunkAsync(ApiClient api, string name, int port, int priority, bool register = false) => api.MustPostAsync("outbound-trunks", new JsonObject
    {
        ["name"] = name,
        ["address"] = "127.0.0.1",
        ["port"] = port,
        ["transport"] = "tcp",
        ["username"] = "switchroom",
        ["password"] = "a-long-password",
        ["numbers"] = new JsonArray("+15550199"),
        ["from_domain"] = "carrier.example",
        ["headers"] = new JsonObject { ["X-Tenant"] = "42" },
        ["priority"] = priority,
        ["srtp"] = "off",
        ["register"] = register,
    });

    private static string? Text(JsonNode payload, string name) => payload[name]?.GetValue<string>();
}
