using Switchroom.Rooms.Membership;
using Switchroom.Server.Events;

namespace Switchroom.Server.Tests.Events;

/// <summary>The bodies of <c>meeting.*</c> and <c>participant.*</c>, member by member.</summary>
public sealed class RoomEventsTests
{
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_123);

    [Fact]
    public void ParticipantsJoinWithTheirPermissions()
    {
        var who = Participant() with { Permissions = ParticipantPermissions.Default with { CanSend = MediaKinds.Audio, CanAdmin = AdminRights.Participants } };

        Assert.Equal(
            """{"version":"1.0.0","type":"participant.joined","id":"ptcpt-join-session-1790000000123","payload":{"room":"demo","user_id":"user","user_name":"Ann","session_id":"session","joined_at":1790000000.123,"will_eject_at":null,"owner":true,"permissions":{"hasPresence":true,"canSend":["audio"],"canReceive":{"base":true},"canAdmin":["participants"]}},"event_ts":1790000000.123}""",
            RoomEvents.Joined("demo", who, Then).Body());
    }

    [Fact]
    public void ParticipantsLeaveWithTheTimeTheyWereThere()
    {
        var body = RoomEvents.Left("demo", Participant() with { WillEjectAt = Then.AddHours(1) }, Then.AddSeconds(-90.5), Then).Body();

        Assert.Contains("\"will_eject_at\":1790003600.123", body, StringComparison.Ordinal);
        Assert.Contains("\"canSend\":true", body, StringComparison.Ordinal);
        Assert.EndsWith("\"canAdmin\":false},\"duration\":90.5},\"event_ts\":1790000000.123}", body, StringComparison.Ordinal);
    }

    [Fact]
    public void MeetingsStartAndEnd()
    {
        var room = new RoomSnapshot { Config = new RoomConfig { RoomId = "RM_1", Name = "demo", CreatedAt = Then.AddSeconds(-60) } };

        var started = RoomEvents.MeetingStarted(room, Then);
        var ended = RoomEvents.MeetingEnded(room, Then);

        Assert.Equal(
            """{"version":"1.0.0","type":"meeting.started","id":"met-sta-RM_1-1790000000","payload":{"start_ts":1789999940.123,"meeting_id":"RM_1","room":"demo"},"event_ts":1790000000.123}""",
            started.Body());
        Assert.Equal("""{"start_ts":1789999940.123,"end_ts":1790000000.123,"meeting_id":"RM_1","room":"demo"}""", ended.Payload.ToJsonString());
        Assert.Equal((started.OrderKey, "RM_1"), (ended.OrderKey, started.OrderKey));
    }

    private static ParticipantSnapshot Participant() => new()
    {
        ParticipantId = "session", Identity = "ann", UserId = "user", Name = "Ann", IsOwner = true, JoinedAt = Then, Permissions = ParticipantPermissions.Default,
    };
}
