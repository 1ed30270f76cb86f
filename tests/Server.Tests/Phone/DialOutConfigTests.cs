using Microsoft.Extensions.DependencyInjection;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;
using Switchroom.Server.Tests.Phone.Support;

namespace Switchroom.Server.Tests.Phone;

/// <summary><c>dialout_config</c> on a whole server: somebody of the web is in the room and leaves, or never comes.</summary>
public sealed class DialOutConfigTests(OutcomeServer shared) : IClassFixture<OutcomeServer>, IDisposable
{
    private readonly TestLine _line = new();

    private CallServer Server => shared.Server;

    [Fact]
    public async Task WithZeroAPhoneIsHungUpWhenTheLastWebUserLeaves()
    {
        var (room, id) = await ConnectAsync(new { allow_room_start = true });
        await VisitAsync(room);

        var stopped = await Server.NextAsync("dialout.stopped", id);
        Assert.Equal(("completed", "idle"), ((string?)stopped["reason"], (string?)stopped["ended_by"]));
    }

    [Fact]
    public async Task WithZeroAPhoneThatRingsIsGivenUpWhenTheLastWebUserLeaves()
    {
        var room = await Server.NewRoomAsync(new { allow_room_start = true });
        var id = await Server.DialAsync(room, new { sipUri = _line.Uri });
        await _line.RingAsync();
        await VisitAsync(room);

        var stopped = await Server.NextAsync("dialout.stopped", id);
        Assert.Equal(("canceled", "idle", 487), ((string?)stopped["reason"], (string?)stopped["ended_by"], (int?)stopped["sip_code"]));
    }

    [Fact]
    public async Task AfterAConversationItsOwnLimitCounts()
    {
        var (room, id) = await ConnectAsync(new { allow_room_start = true, max_idle_timeout_sec = 600, max_idle_timeout_post_conversation_sec = 1 });
        await VisitAsync(room);
        Assert.Equal("idle", (string?)(await Server.NextAsync("dialout.stopped", id))["ended_by"]);
    }

    [Fact]
    public async Task APhoneThatNobodyJoinsIsHungUpAfterTheWaitingLimit()
    {
        var (_, id) = await ConnectAsync(new { allow_room_start = true, max_idle_timeout_sec = 1, max_idle_timeout_post_conversation_sec = 600 });
        Assert.Equal("idle", (string?)(await Server.NextAsync("dialout.stopped", id))["ended_by"]);
    }

    public void Dispose() => _line.Dispose();

    private async Task<(string Room, string Id)> ConnectAsync(object config)
    {
        var room = await Server.NewRoomAsync(config);
        return (room, await Server.ConnectAsync(room, _line));
    }

    private async Task VisitAsync(string room)
    {
        var rooms = Server.Services.GetRequiredService<RoomDirectory>();
        var (meeting, visitor) = (rooms.Find(Server.Api.DomainId, room)!.RoomId, Guid.NewGuid().ToString());
        Assert.True((await rooms.SendAsync(new Join(meeting, visitor, new ParticipantProfile { Identity = "visitor", Name = "Visitor", JoinedAt = DateTimeOffset.UtcNow }))).IsDone);
        Assert.True((await rooms.SendAsync(new Leave(meeting, visitor))).IsDone);
    }
}
