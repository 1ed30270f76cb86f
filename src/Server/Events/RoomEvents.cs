using System.Globalization;
using System.Text.Json.Nodes;
using Switchroom.Rooms.Membership;

namespace Switchroom.Server.Events;

/// <summary>The <c>meeting.*</c> and <c>participant.*</c> events, member by member as <c>daily-api.md</c> 7.3 has them.</summary>
internal static class RoomEvents
{
    public static EventRecord MeetingStarted(RoomSnapshot room, DateTimeOffset now) => Meeting("meeting.started", $"met-sta-{room.RoomId}", room, now, new JsonObject
    {
        ["start_ts"] = Seconds(room.Config.CreatedAt),
        ["meeting_id"] = room.RoomId,
        ["room"] = room.Name,
    });

    public static EventRecord MeetingEnded(RoomSnapshot room, DateTimeOffset now) => Meeting("meeting.ended", $"met-end-{room.RoomId}", room, now, new JsonObject
    {
        ["start_ts"] = Seconds(room.Config.CreatedAt),
        ["end_ts"] = Seconds(now),
        ["meeting_id"] = room.RoomId,
        ["room"] = room.Name,
    });

    /// <summary>Somebody is in: a client that joined, or a dialled party that answered.</summary>
    public static EventRecord Joined(string room, ParticipantSnapshot who, DateTimeOffset now) =>
        Participant("participant.joined", "ptcpt-join", room, who, now, duration: null);

    /// <summary>Somebody who was in is gone.</summary>
    /// <param name="room">The room's name.</param>
    /// <param name="who">The participant as it was last.</param>
    /// <param name="since">When it came in.</param>
    /// <param name="now">When it went.</param>
    public static EventRecord Left(string room, ParticipantSnapshot who, DateTimeOffset since, DateTimeOffset now) =>
        Participant("participant.left", "ptcpt-left", room, who, now, Math.Round((now - since).TotalSeconds, 3));

    private static EventRecord Meeting(string type, string id, RoomSnapshot room, DateTimeOffset now, JsonObject payload) =>
        new($"{id}-{now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}", type, room.Name, room.RoomId, payload, now);

    private static EventRecord Participant(string type, string id, string room, ParticipantSnapshot who, DateTimeOffset now, double? duration)
    {
        var payload = new JsonObject
        {
            ["room"] = room,
            ["user_id"] = who.UserId,
            ["user_name"] = who.Name,
            ["session_id"] = who.ParticipantId,
            ["joined_at"] = Seconds(who.JoinedAt),
            ["will_eject_at"] = who.WillEjectAt is { } at ? Seconds(at) : null,
            ["owner"] = who.IsOwner,
            ["permissions"] = Permissions(who.Permissions),
        };
        if (duration is not null)
        {
            payload["duration"] = duration;
        }

        return new EventRecord(
            $"{id}-{who.ParticipantId}-{now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}", type, room, who.ParticipantId, payload, now);
    }

    private static JsonObject Permissions(ParticipantPermissions permissions) => new()
    {
        ["hasPresence"] = !permissions.Hidden,
        ["canSend"] = Kinds(permissions.CanSend),
        ["canReceive"] = new JsonObject { ["base"] = ReceiveKinds(permissions.CanReceive.Base) },
        ["canAdmin"] = Rights(permissions.CanAdmin),
    };

    private static JsonNode Kinds(MediaKinds kinds) => kinds switch
    {
        MediaKinds.All => JsonValue.Create(true),
        MediaKinds.None => JsonValue.Create(false),
        _ => new JsonArray([.. Named(kinds).Where(kind => kind.Allowed).Select(kind => (JsonNode)JsonValue.Create(kind.Name))]),
    };

    private static JsonNode ReceiveKinds(MediaKinds kinds) => kinds switch
    {
        MediaKinds.All => JsonValue.Create(true),
        MediaKinds.None => JsonValue.Create(false),
        _ => new JsonObject(Named(kinds).Select(kind => KeyValuePair.Create(kind.Name, (JsonNode?)JsonValue.Create(kind.Allowed)))),
    };

    private static IEnumerable<(string Name, bool Allowed)> Named(MediaKinds kinds) =>
    [
        ("video", kinds.HasFlag(MediaKinds.Video)),
        ("audio", kinds.HasFlag(MediaKinds.Audio)),
        ("screenVideo", kinds.HasFlag(MediaKinds.ScreenVideo)),
        ("screenAudio", kinds.HasFlag(MediaKinds.ScreenAudio)),
    ];

    private static JsonNode Rights(AdminRights rights) => rights switch
    {
        AdminRights.All => JsonValue.Create(true),
        AdminRights.None => JsonValue.Create(false),
        _ => new JsonArray([.. Enum.GetValues<AdminRights>()
            .Where(right => right is AdminRights.Participants or AdminRights.Streaming or AdminRights.Transcription && rights.HasFlag(right))
            .Select(right => (JsonNode)JsonValue.Create(right.ToString().ToLowerInvariant()))]),
    };

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;
}
