using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Switchroom.Server.Network;
using Switchroom.Server.Storage;
using Switchroom.Server.Tests.Phone.Support;
using Switchroom.Server.Tests.Support;

namespace Switchroom.Server.Tests.Phone;

/// <summary>What must not be dialled: each request is answered with its documented error, no phone rings, no call is stored, and no meeting opens.</summary>
public sealed class DialOutAbuseTests : IAsyncLifetime
{
    private CallServer _server = null!;
    private TestLine _line = null!;
    private string _room = "";

    public async ValueTask InitializeAsync()
    {
        _server = await CallServer.StartAsync("--Switchroom:DialOut:DenyNetworks=127.0.0.2/32", "--Switchroom:DialOut:AllowedPrefixes=+1415,+44");
        _line = new TestLine();
        _room = await _server.NewRoomAsync();
        await _server.MustPostAsync("/outbound-trunks", new { name = "carrier", address = "127.0.0.1", port = _line.Port, numbers = new[] { "+15550100" } });
    }

    public async ValueTask DisposeAsync()
    {
        _line.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task RequestsThatAreNotWhatTheyShouldBe()
    {
        var sip = _line.Uri;
        const string Number = "+14155550101";
        (string Body, string Info)[] refused =
        [
            ("{}", "either a sip uri or phone number must be provided"),
            ($$"""{"sipUri":"{{sip}}","phoneNumber":"{{Number}}"}""", "only one of sip uri or phone number must be provided"),
            ($$"""{"sipUri":"{{sip}}?From=sip:x@y"}""", "SIP header names must start with \"X-\" and contain only letters, digits, hyphens, dots and underscores [Received From]"),
            ($$"""{"sipUri":"{{sip}}?Route=%3Csip:x@127.0.0.2%3E"}""", "SIP header names must start with \"X-\" and contain only letters, digits, hyphens, dots and underscores [Received Route]"),
            ($$"""{"sipUri":"{{sip}}?X-a=1%0d%0aVia:%20x"}""", "the SIP header X-a must not contain line breaks or other control characters"),
            ($$"""{"sipUri":"{{sip}}?X-a%0d%0aVia=x"}""", "SIP header names must start with \"X-\" and contain only letters, digits, hyphens, dots and underscores [Received X-a%0d%0aVia]"),
            ("""{"sipUri":"sip:a\r\nb@127.0.0.1"}""", "\"sipUri\" must not contain control characters [Received sipUri=\"sip:a\\r\\nb@127.0.0.1\"]"),
            ($$"""{"sipUri":"{{sip}}","displayName":"a\r\nX: y"}""", "\"displayName\" must not contain control characters [Received displayName=\"a\\r\\nX: y\"]"),
            ($$"""{"sipUri":"{{sip}}","userId":"a\nb"}""", "\"userId\" must not contain control characters [Received userId=\"a\\nb\"]"),
            ($$"""{"phoneNumber":"{{Number}}","callerId":"+1\r\nb"}""", "\"callerId\" must not contain control characters [Received callerId=\"+1\\r\\nb\"]"),
            ($$"""{"phoneNumber":"{{Number}}\r\n"}""", "\"phoneNumber\" must not contain control characters [Received phoneNumber=\"+14155550101\\r\\n\"]"),
            ($$"""{"phoneNumber":"{{Number}}","extension":"1\r\n"}""", "\"extension\" must not contain control characters [Received extension=\"1\\r\\n\"]"),
            ("""{"sipUri":5}""", "\"sipUri\" must be a string [Received sipUri=5]"),
            ("""{"phoneNumber":["+14155550101"]}""", "\"phoneNumber\" must be a string [Received phoneNumber=[\"+14155550101\"]]"),
            ($$"""{"sipUri":"{{sip}}","video":"yes"}""", "\"video\" must be a boolean [Received video=\"yes\"]"),
            ($$"""{"sipUri":"{{sip}}","max_duration":3600}""", "\"max_duration\" is not allowed [Received max_duration=3600]"),
            ($$"""{"sipUri":"{{sip}}","codecs":{"audio":["GSM"] } }""", "audio codec must be one of OPUS, PCMU, PCMA, G722"),
            ("""{"sipUri":"sip:x@127.0.0.2"}""", "sipUri host 127.0.0.2 is in a network that may not be dialled"),
            ("""{"sipUri":"sip:x@[::ffff:127.0.0.2]"}""", "sipUri host ::ffff:127.0.0.2 is in a network that may not be dialled"),
            ("""{"sipUri":"sip:x@169.254.169.254"}""", "sipUri host 169.254.169.254 is in a network that may not be dialled"),
            ("""{"sipUri":"sip:x@10.1.2.3;transport=tcp"}""", "sipUri host 10.1.2.3 is in a network that may not be dialled"),
            ("""{"sipUri":"sip:x@there-is-no.invalid"}""", "sipUri host there-is-no.invalid does not resolve"),
            ("""{"phoneNumber":"+12125550101"}""", "International dialout not supported. Contact sales to enable it for your domain [+12125550101 is outside Switchroom:DialOut:AllowedPrefixes]"),
            ($$"""{"phoneNumber":"{{Number}}","callerId":"+15550999"}""", "Incorrect callerID! No phone number maps to: +15550999"),
            ($$"""{"phoneNumber":"{{Number}}","trunk":"nobodys"}""", "no trunk maps to: nobodys"),
            ($$"""{"sipUri":"{{sip}}","video":true}""", "video is not built yet: dial without video, or leave the field out"),
        ];

        foreach (var (body, info) in refused)
        {
            var answer = await StartAsync(_room, body);
            Assert.True((400, "invalid-request-error", info) == (answer.Status, answer.Error, answer.Info), $"{body}\n{answer}\nexpected: {info}");
        }

        Assert.Equal((400, "json-parsing-error"), Of(await StartAsync(_room, """{"sipUri":""")));
        await AssertNothingWasDialledAsync();
    }

    [Fact]
    public async Task ANameThatLeadsIntoADeniedNetwork()
    {
        await using var server = await CallServer.StartAsync("--Switchroom:DialOut:DenyNetworks=loopback");
        var room = await server.NewRoomAsync();

        var answer = await server.Api.PostAsync($"/rooms/{room}/dialOut/start", new { sipUri = $"sip:x@localhost:{_line.Port}" });

        Assert.Equal((400, "sipUri host localhost is in a network that may not be dialled"), (answer.Status, answer.Info));
        Assert.Equal(0, _line.Calls);
    }

    [Fact]
    public async Task RoomsAndBearersThatMayNot()
    {
        var body = new { sipUri = _line.Uri };
        var closed = await _server.Api.NewRoomAsync(new { dialout_config = new { allow_room_start = true } });
        var quiet = await _server.Api.NewRoomAsync(new { enable_dialout = true });
        var expired = await _server.NewRoomAsync();
        await _server.Services.GetRequiredService<Store>().WriteAsync(async context =>
            (await context.Rooms.FindAsync([.. context.Rooms.Where(row => row.Name == expired).Select(row => row.Id)]))!.ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(-1));

        Assert.Equal((400, "dial-out not enabled for room. add enable_dialout property to room"), Told(await StartAsync(closed, body)));
        Assert.Equal((404, $"room {quiet} does not seem to be hosting a call currently"), Told(await StartAsync(quiet, body)));
        Assert.Equal((404, $"room {expired} not found"), Told(await StartAsync(expired, body)));
        Assert.Equal((404, "room nowhere not found"), Told(await StartAsync("nowhere", body)));
        Assert.Equal((400, "authorization-header-error"), Of(await StartAsync(_room, body, authorization: null)));
        Assert.Equal((401, "authentication-error"), Of(await StartAsync(_room, body, "Bearer not-a-key")));
        Assert.Equal((401, "authentication-error"), Of(await StartAsync(_room, body, "Bearer eyJhbGciOiJub25lIn0.eyJvIjp0cnVlfQ.")));
        Assert.Equal((403, $"the meeting token is for room {quiet}, not {_room}"), Told(await StartAsync(_room, body, await TokenAsync(quiet, isOwner: true))));
        Assert.Equal((403, "the meeting token must be of a room owner or participant admin"), Told(await StartAsync(_room, body, await TokenAsync(_room, isOwner: false))));
        await AssertNothingWasDialledAsync();

        // the same request is good once the bearer may
        Assert.Equal(200, (await StartAsync(_room, body, await TokenAsync(_room, isOwner: true))).Status);
        await _line.RingAsync();
    }

    private Task<ApiClient.Answer> StartAsync(string room, object body, string? authorization = "") =>
        _server.Api.SendAsync(HttpMethod.Post, $"/rooms/{room}/dialOut/start", body, authorization);

    private async Task<string> TokenAsync(string room, bool isOwner) =>
        "Bearer " + (string?)(await _server.MustPostAsync("/meeting-tokens", new { properties = new { room_name = room, is_owner = isOwner } }))["token"];

    private async Task AssertNothingWasDialledAsync()
    {
        Assert.Equal(0, _line.Calls);
        Assert.Equal(0, _server.Control.Load.OfDomain(_server.Api.DomainId));
        Assert.Empty(_server.Services.GetRequiredService<RoomDirectory>().Rooms);
        var history = await _server.Api.GetAsync($"/rooms/{_room}/dialOut");
        Assert.Empty((JsonArray)history["data"]!);
    }

    private static (int, string?) Told(ApiClient.Answer answer) => (answer.Status, answer.Info);

    private static (int, string?) Of(ApiClient.Answer answer) => (answer.Status, answer.Error);
}
