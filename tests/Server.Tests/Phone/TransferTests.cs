using Microsoft.Extensions.DependencyInjection;
using Switchroom.Rooms.Membership;
using Switchroom.Server.Network;
using Switchroom.Server.Tests.Phone.Support;
using Switchroom.Sip.Calls;

namespace Switchroom.Server.Tests.Phone;

/// <summary><c>sipCallTransfer</c> with phones on real sockets: where the sound goes, what is told, and what is left as it was when it fails.</summary>
public sealed class TransferTests
{
    private const string OwnNumber = "+15550100";

    [Theory]
    [InlineData("sip", "sip")]
    [InlineData("sip", "pstn")]
    [InlineData("pstn", "sip")]
    [InlineData("pstn", "pstn")]
    public async Task BridgesTheCallerToTheNewPartyAndTakesItOutOfTheRoom(string callerKind, string calleeKind)
    {
        await using var server = await CallServer.StartAsync();
        using TestLine caller = new(), callee = new();
        var room = await server.NewRoomAsync();
        await AddTrunkAsync(server, "to-caller", caller, "+1415");
        await AddTrunkAsync(server, "to-callee", callee, "+1212");
        var id = await server.DialAsync(room, callerKind == "sip" ? new { sipUri = caller.Uri } : new { phoneNumber = "+14155550101" });
        await caller.AnswerAsync();
        await server.NextAsync("dialout.answered", id);
        caller.Sound.IsLoud = true;

        var to = calleeKind == "sip" ? callee.Uri : "+12125550102";
        var answer = await server.MustPostAsync($"/rooms/{room}/sipCallTransfer", new { sessionId = id, toEndPoint = to });
        await server.NextAsync("calltransfer.triggered", id);
        var initiated = await server.NextAsync("calltransfer.initiated", id);
        Assert.Equal("pending", (string?)(await server.Api.GetAsync($"/rooms/{room}/dialOut/{id}"))["transfer"]!["status"]);
        await callee.AnswerAsync();
        var answered = await server.NextAsync("calltransfer.answered", id);
        var stopped = await server.NextAsync("dialout.stopped", id);

        Assert.True((bool)answer["ok"]!);
        Assert.Equal((string?)answer["sessionId"], (string?)answered["to_session_id"]);
        Assert.Equal((to, false, room), ((string?)initiated["to_endpoint"], (bool)initiated["is_sip_refer"]!, (string?)initiated["room"]));
        Assert.Equal(("completed", "transfer"), ((string?)stopped["reason"], (string?)stopped["ended_by"]));
        Assert.Contains("a=sendrecv", await caller.OfferAsync(), StringComparison.Ordinal);
        await callee.Sound.HearsAsync(loud: true);
        await caller.Sound.HearsAsync(loud: false);
        callee.Sound.IsLoud = true;
        await caller.Sound.HearsAsync(loud: true);
        Assert.DoesNotContain(server.Services.GetRequiredService<RoomDirectory>().Rooms.Where(open => open.Name == room).SelectMany(open => open.Participants.Values), who => who.State != ParticipantState.Disconnected);

        callee.Post(new HangUp((await callee.ExpectAsync<CallConfirmed>()).Key));
        var completed = await server.NextAsync("calltransfer.completed", id);
        Assert.Equal(("completed", 200), ((string?)completed["complete_status"], (int?)completed["sip_code"]));
        Assert.Equal(CallParty.Peer, (await caller.ExpectAsync<CallEnded>()).By);
    }

    [Fact]
    public async Task NeitherEventsNorPresenceTellOfTheMeetingOfTheTwo()
    {
        await using var server = await CallServer.StartAsync();
        using TestLine caller = new(), callee = new();
        var room = await server.NewRoomAsync();
        var id = await server.ConnectAsync(room, caller);
        await server.MustPostAsync($"/rooms/{room}/sipCallTransfer", new { sessionId = id, toEndPoint = callee.Uri });
        var call = await callee.AnswerAsync();
        await server.NextAsync("participant.left", id);
        await caller.OfferAsync();

        Assert.Equal("{}", (await server.Api.GetAsync("/presence")).Text);
        callee.Post(new HangUp(call));
        await server.NextAsync("calltransfer.completed", id);
        Assert.Equal(
            ["calltransfer.answered", "calltransfer.completed", "calltransfer.initiated", "calltransfer.triggered", "dialout.answered", "dialout.connected", "dialout.stopped",
             "meeting.started", "participant.joined", "participant.left"],
            server.Told.Where(type => type != "meeting.ended").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task MovesACallIntoAnotherRoomOfThisServer()
    {
        await using var server = await CallServer.StartAsync();
        using TestLine ann = new(), bob = new();
        var (first, second) = (await server.NewRoomAsync(), await server.NewRoomAsync());
        var id = await server.ConnectAsync(first, ann);
        await server.ConnectAsync(second, bob);
        ann.Sound.IsLoud = true;

        var answer = await server.MustPostAsync($"/rooms/{first}/sipCallTransfer", new { sessionId = id, toEndPoint = RoomUri(server, second) });
        var moved = (string)answer["sessionId"]!;

        Assert.NotEqual(id, moved);
        Assert.Equal("transfer", (string?)(await server.NextAsync("dialout.stopped", id))["ended_by"]);
        Assert.Equal(second, (string?)(await server.NextAsync("dialout.answered", moved))["room"]);
        await bob.Sound.HearsAsync(loud: true);
        await server.NextAsync("calltransfer.completed", id);
        Assert.Equal("answered", (string?)(await server.Api.GetAsync($"/rooms/{second}/dialOut/{moved}"))["state"]);
        Assert.Equal("ended", (string?)(await server.Api.GetAsync($"/rooms/{first}/dialOut/{id}"))["state"]);

        await server.MustPostAsync($"/rooms/{second}/dialOut/stop", new { sessionId = moved });
        Assert.Equal("api", (string?)(await server.NextAsync("dialout.stopped", moved))["ended_by"]);
        await ann.ExpectAsync<CallEnded>();
    }

    [Theory]
    [InlineData(486, "busy")]
    [InlineData(603, "busy")]
    [InlineData(480, "no-answer")]
    [InlineData(404, "failed")]
    public async Task TheCallerStaysInTheRoomWhenTheNewPartyDoesNotAnswer(int status, string completeStatus)
    {
        await using var server = await CallServer.StartAsync();
        using TestLine caller = new(), callee = new(), other = new();
        var room = await server.NewRoomAsync();
        var id = await server.ConnectAsync(room, caller);
        await server.ConnectAsync(room, other);
        caller.Sound.IsLoud = true;

        await server.MustPostAsync($"/rooms/{room}/sipCallTransfer", new { sessionId = id, toEndPoint = callee.Uri });
        callee.Post(new RejectCall((await callee.RingAsync()).Key, status));

        var completed = await server.NextAsync("calltransfer.completed", id);
        Assert.Equal((completeStatus, status), ((string?)completed["complete_status"], (int?)completed["sip_code"]));
        await other.Sound.HearsAsync(loud: true);
        Assert.Equal("answered", (string?)(await server.Api.GetAsync($"/rooms/{room}/dialOut/{id}"))["state"]);
        Assert.DoesNotContain("dialout.stopped", server.Told);
    }

    [Fact]
    public async Task TheCallerStaysInTheRoomWhenItsPhoneDoesNotTakeTheNewSession()
    {
        await using var server = await CallServer.StartAsync();
        using TestLine caller = new() { RefusesOffers = 488 }, callee = new(), other = new();
        var room = await server.NewRoomAsync();
        var id = await server.ConnectAsync(room, caller);
        await server.ConnectAsync(room, other);
        caller.Sound.IsLoud = true;

        await server.MustPostAsync($"/rooms/{room}/sipCallTransfer", new { sessionId = id, toEndPoint = callee.Uri });
        await callee.AnswerAsync();

        var completed = await server.NextAsync("calltransfer.completed", id);
        Assert.Equal("failed", (string?)completed["complete_status"]);
        Assert.StartsWith("the far end refused the new session: SIP 488", (string?)completed["error_msg"], StringComparison.Ordinal);
        await callee.ExpectAsync<CallEnded>();
        await other.Sound.HearsAsync(loud: true);
    }

    [Fact]
    public async Task TheNewPartyIsNotRungOnWhenTheCallerHangsUp()
    {
        await using var server = await CallServer.StartAsync();
        using TestLine caller = new(), callee = new();
        var room = await server.NewRoomAsync();
        var id = await server.DialAsync(room, new { sipUri = caller.Uri });
        var call = await caller.AnswerAsync();
        await server.NextAsync("dialout.answered", id);
        await server.MustPostAsync($"/rooms/{room}/sipCallTransfer", new { sessionId = id, toEndPoint = callee.Uri });
        await callee.RingAsync();

        caller.Post(new HangUp(call));

        Assert.Equal(CallEndCause.Cancelled, (await callee.ExpectAsync<CallEnded>()).Cause);
        Assert.Equal("canceled", (string?)(await server.NextAsync("calltransfer.completed", id))["complete_status"]);
    }

    [Fact]
    public async Task ARefusedTransferSaysWhyAndDialsNothing()
    {
        await using var server = await CallServer.StartAsync("--Switchroom:DialOut:DenyNetworks=127.0.0.2/32");
        using TestLine caller = new(), callee = new();
        var room = await server.NewRoomAsync();
        var quiet = await server.NewRoomAsync(new { allow_room_start = false });
        await AddTrunkAsync(server, "trunk", callee, "+1");
        var ringing = await server.DialAsync(room, new { sipUri = caller.Uri });
        var call = await caller.RingAsync();

        Assert.Equal((400, "the call is not answered yet"), await TransferAsync(ringing, callee.Uri));
        caller.Answer(call);
        await server.NextAsync("dialout.answered", ringing);
        Assert.Equal((404, "invalid sessionId"), await TransferAsync("x", callee.Uri));
        Assert.Equal((400, "sipUri host 127.0.0.2 is in a network that may not be dialled"), await TransferAsync(ringing, $"sip:x@127.0.0.2:{callee.Port}"));
        Assert.Equal(400, (await TransferAsync(ringing, "+447911123456")).Status);
        Assert.Equal((404, "room nowhere not found"), await TransferAsync(ringing, RoomUri(server, "nowhere")));
        Assert.Equal((404, $"room {quiet} does not seem to be hosting a call currently"), await TransferAsync(ringing, RoomUri(server, quiet)));
        Assert.Equal((404, $"room {quiet} does not seem to be hosting a call currently"), await TransferAsync(ringing, callee.Uri, quiet));
        Assert.Equal(0, callee.Calls);

        Assert.Equal(200, (await TransferAsync(ringing, callee.Uri)).Status);
        await callee.RingAsync();
        Assert.Equal((400, "the call is being transferred already"), await TransferAsync(ringing, callee.Uri));
        Assert.Equal(1, callee.Calls);

        async Task<(int Status, string? Info)> TransferAsync(string id, string to, string? from = null)
        {
            var answer = await server.Api.PostAsync($"/rooms/{from ?? room}/sipCallTransfer", new { sessionId = id, toEndPoint = to });
            return (answer.Status, answer.Status == 200 ? null : answer.Info);
        }
    }

    [Fact]
    public async Task RoomsToMoveIntoAreListedForWhoeverMayMoveThere()
    {
        await using var server = await CallServer.StartAsync();
        using TestLine ann = new();
        var (first, second, third) = (await server.NewRoomAsync(), await server.NewRoomAsync(), await server.NewRoomAsync(new { allow_room_start = false }));
        var all = (string)(await server.MustPostAsync("/meeting-tokens", new { properties = new { is_owner = true } }))["token"]!;
        var bound = (string)(await server.MustPostAsync("/meeting-tokens", new { properties = new { room_name = first, is_owner = true } }))["token"]!;

        async Task<string> ListAsync(string token) => (await server.Api.SendAsync(HttpMethod.Get, $"/rooms/{first}/transferRooms", null, $"Bearer {token}")).Text;

        Assert.Equal($$"""{"total_count":1,"data":[{"name":"{{second}}","toEndPoint":"{{RoomUri(server, second)}}"}]}""", await ListAsync(all));
        Assert.Equal("""{"total_count":0,"data":[]}""", await ListAsync(bound));
        Assert.Equal(404, (await server.Api.GetAsync("/rooms/nowhere/transferRooms")).Status);
        Assert.DoesNotContain(third, await ListAsync(all), StringComparison.Ordinal);

        // what is listed is what a transfer takes, with the same token
        var id = await server.ConnectAsync(first, ann);
        var answer = await server.Api.SendAsync(
            HttpMethod.Post, $"/rooms/{first}/sipCallTransfer", new { sessionId = id, toEndPoint = RoomUri(server, second) }, $"Bearer {all}");
        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task AnOwnerOfOneRoomMovesNobodyIntoAnother()
    {
        await using var server = await CallServer.StartAsync();
        using var ann = new TestLine();
        var (first, second) = (await server.NewRoomAsync(), await server.NewRoomAsync());
        var id = await server.ConnectAsync(first, ann);
        var token = (string)(await server.MustPostAsync("/meeting-tokens", new { properties = new { room_name = first, is_owner = true } }))["token"]!;

        var answer = await server.Api.SendAsync(
            HttpMethod.Post, $"/rooms/{first}/sipCallTransfer", new { sessionId = id, toEndPoint = RoomUri(server, second) }, $"Bearer {token}");

        Assert.Equal($$"""403 {"error":"forbidden-error","info":"the meeting token is for room {{first}}, not {{second}}"}""", answer.ToString());
    }

    private static string RoomUri(CallServer server, string room) =>
        "sip:" + server.Services.GetRequiredService<Server.Phone.ISipLine>().OwnUri(room + ".0").ToString()["sip:".Length..];

    private static Task AddTrunkAsync(CallServer server, string name, TestLine line, string prefix) => server.MustPostAsync("/outbound-trunks", new
    {
        name,
        address = "127.0.0.1",
        port = line.Port,
        numbers = new[] { OwnNumber },
        prefixes = new[] { prefix },
    });
}
