using Switchroom.Rooms.Membership;
using Switchroom.Server.Network;
using Switchroom.Server.Tests.Phone.Support;
using Switchroom.Sip.Calls;
using Microsoft.Extensions.DependencyInjection;

namespace Switchroom.Server.Tests.Phone;

/// <summary>Hold, mute, deaf and eject through the API, with phones on real sockets.</summary>
public sealed class PhoneControlTests
{
    [Fact]
    public async Task HoldIsOfferedAsSendonlyAndResumeAsSendrecvWhileNeitherSideHearsTheOther()
    {
        await using var server = await CallServer.StartAsync();
        using TestLine ann = new(), bob = new();
        var room = await server.NewRoomAsync();
        var id = await server.ConnectAsync(room, ann);
        await server.ConnectAsync(room, bob);
        ann.Sound.IsLoud = bob.Sound.IsLoud = true;
        await ann.Sound.HearsAsync(loud: true);
        await bob.Sound.HearsAsync(loud: true);

        var held = await server.MustPostAsync($"/rooms/{room}/dialOut/update", new { sessionId = id, hold = true });

        Assert.Equal($$"""{"ok":"true","sessionId":"{{id}}","hold":true,"muted":false,"deaf":false}""", held.ToJsonString());
        Assert.Contains("a=sendonly", await ann.OfferAsync(), StringComparison.Ordinal);
        await bob.Sound.HearsAsync(loud: false);
        Assert.True((bool)(await server.Api.GetAsync($"/rooms/{room}/dialOut/{id}"))["hold"]!);
        Assert.Equal("true", Participant(server, room, id).Attributes["switchroom.hold"]);

        await server.MustPostAsync($"/rooms/{room}/dialOut/update", new { sessionId = id, hold = false });

        Assert.Contains("a=sendrecv", await ann.OfferAsync(), StringComparison.Ordinal);
        await ann.Sound.HearsAsync(loud: true);
        await bob.Sound.HearsAsync(loud: true);
        Assert.False(Participant(server, room, id).Attributes.ContainsKey("switchroom.hold"));
    }

    [Fact]
    public async Task APhoneThatRefusesTheHoldIsHeldAllTheSame()
    {
        await using var server = await CallServer.StartAsync();
        using TestLine ann = new() { RefusesOffers = 488 }, bob = new();
        var room = await server.NewRoomAsync();
        var id = await server.ConnectAsync(room, ann);
        await server.ConnectAsync(room, bob);
        ann.Sound.IsLoud = true;
        await bob.Sound.HearsAsync(loud: true);

        await server.MustPostAsync($"/rooms/{room}/dialOut/update", new { sessionId = id, hold = true });
        await ann.OfferAsync();
        await bob.Sound.HearsAsync(loud: false);
        await server.MustPostAsync($"/rooms/{room}/dialOut/update", new { sessionId = id, hold = false });

        await ann.OfferAsync();
        await bob.Sound.HearsAsync(loud: true);
    }

    [Fact]
    public async Task AMutedPhoneIsNotHeardAndADeafOneHearsNobody()
    {
        await using var server = await CallServer.StartAsync();
        using TestLine ann = new(), bob = new();
        var room = await server.NewRoomAsync();
        var id = await server.ConnectAsync(room, ann);
        await server.ConnectAsync(room, bob);
        ann.Sound.IsLoud = bob.Sound.IsLoud = true;
        await bob.Sound.HearsAsync(loud: true);

        await server.MustPostAsync($"/rooms/{room}/dialOut/update", new { sessionId = id, muted = true });
        await bob.Sound.HearsAsync(loud: false);
        await ann.Sound.HearsAsync(loud: true);
        Assert.True(Assert.Single(Participant(server, room, id).Tracks).Muted);

        await server.MustPostAsync($"/rooms/{room}/dialOut/update", new { sessionId = id, muted = false, deaf = true });
        await bob.Sound.HearsAsync(loud: true);
        await ann.Sound.HearsAsync(loud: false);
        Assert.False(Assert.Single(Participant(server, room, id).Tracks).Muted);
    }

    [Fact]
    public async Task AHoldByThePhoneIsShown()
    {
        await using var server = await CallServer.StartAsync();
        using var ann = new TestLine();
        var room = await server.NewRoomAsync();
        var id = await server.DialAsync(room, new { sipUri = ann.Uri });
        var call = await ann.RingAsync();
        ann.Answer(call);
        await server.NextAsync("dialout.answered", id);

        ann.Post(new SendOffer(call.Key, SipBody.Sdp($"v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {ann.Sound.Port} RTP/AVP 0\r\na=sendonly\r\n")));

        Assert.Contains("a=recvonly", (await ann.ExpectAsync<OfferAnswered>()).Answer.Text, StringComparison.Ordinal);
        var shown = await server.Api.GetAsync($"/rooms/{room}/dialOut/{id}");
        while (!(bool)shown["heldByPhone"]!)
        {
            shown = await server.Api.GetAsync($"/rooms/{room}/dialOut/{id}");
        }

        Assert.False((bool)shown["hold"]!);
    }

    [Fact]
    public async Task OnlyAnAnsweredCallIsHeldAndOnlyOneThatIsThere()
    {
        await using var server = await CallServer.StartAsync();
        using var ann = new TestLine();
        var room = await server.NewRoomAsync();
        var id = await server.DialAsync(room, new { sipUri = ann.Uri });
        await ann.RingAsync();

        var early = await server.Api.PostAsync($"/rooms/{room}/dialOut/update", new { sessionId = id, hold = true });
        var other = await server.Api.PostAsync($"/rooms/{room}/dialOut/update", new { sessionId = "x", muted = true });

        Assert.Equal("""400 {"error":"invalid-request-error","info":"the call is not answered yet"}""", early.ToString());
        Assert.Equal("""404 {"error":"not-found","info":"No session running"}""", other.ToString());
    }

    [Fact]
    public async Task AnEjectedPhoneIsHungUp()
    {
        await using var server = await CallServer.StartAsync();
        using var ann = new TestLine();
        var room = await server.NewRoomAsync();
        var id = await server.ConnectAsync(room, ann);

        var ejected = await server.MustPostAsync($"/rooms/{room}/eject", new { ids = new[] { id } });

        Assert.Equal($$"""{"ejectedIds":["{{id}}"]}""", ejected.ToJsonString());
        Assert.Equal(CallParty.Peer, (await ann.ExpectAsync<CallEnded>()).By);
        var stopped = await server.NextAsync("dialout.stopped", id);
        Assert.Equal(("completed", "room"), ((string?)stopped["reason"], (string?)stopped["ended_by"]));
    }

    [Fact]
    public async Task AnOwnersTokenHoldsAndEjectsInItsRoomAlone()
    {
        await using var server = await CallServer.StartAsync();
        using var ann = new TestLine();
        var room = await server.NewRoomAsync();
        var id = await server.ConnectAsync(room, ann);
        var owner = await TokenAsync(room, isOwner: true);
        var guest = await TokenAsync(room, isOwner: false);
        var stranger = await TokenAsync("elsewhere", isOwner: true);

        Assert.Equal(200, (await UpdateAsync(owner)).Status);
        Assert.Equal((403, "the meeting token must be of a room owner or participant admin"), StatusAndInfo(await UpdateAsync(guest)));
        Assert.Equal((403, $"the meeting token is for room elsewhere, not {room}"), StatusAndInfo(await UpdateAsync(stranger)));
        Assert.Equal(200, (await server.Api.SendAsync(HttpMethod.Post, $"/rooms/{room}/eject", new { ids = new[] { id } }, $"Bearer {owner}")).Status);
        await server.NextAsync("dialout.stopped", id);

        async Task<string> TokenAsync(string name, bool isOwner) =>
            (string)(await server.MustPostAsync("/meeting-tokens", new { properties = new { room_name = name, is_owner = isOwner } }))["token"]!;

        Task<Server.Tests.Support.ApiClient.Answer> UpdateAsync(string token) =>
            server.Api.SendAsync(HttpMethod.Post, $"/rooms/{room}/dialOut/update", new { sessionId = id, muted = true }, $"Bearer {token}");
    }

    private static (int, string?) StatusAndInfo(Server.Tests.Support.ApiClient.Answer answer) => (answer.Status, answer.Info);

    private static ParticipantSnapshot Participant(CallServer server, string room, string id) =>
        server.Services.GetRequiredService<RoomDirectory>().Rooms.Single(open => open.Name == room).Participants[id];
}
