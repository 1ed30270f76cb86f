using System.Globalization;
using System.Text.Json.Nodes;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api.Calls;

/// <summary><c>/presence</c> and <c>/rooms/{name}/presence</c>.</summary>
internal sealed class PresenceResource(IRoomCalls calls, CallRooms rooms) : IApiResource
{
    private const string Tag = "presence";

    private static readonly ObjectRule Participant = new(
        Field.Text("room", RoomNames.Longest, "The room's name."),
        Field.Text("id", 64, "The session id."),
        Field.Text("userId", 256, "The user id; null where the token had none."),
        Field.Text("userName", 1024, "The shown name; null where there is none."),
        new Field("joinTime", new TextRule(30) { Format = "date-time" }, "When they came."),
        Field.Whole("duration", 0, int.MaxValue, null, "Seconds since then."));

    public IEnumerable<ApiOperation> Operations =>
    [
        new("GET", "/presence", "GetPresence", "Who is in which room", AllAsync)
        {
            Tag = Tag,
            Answer = new MapRule(new TextRule(RoomNames.Longest), new ListRule(Participant, 0, 100_000), 100_000),
        },
        new("GET", "/rooms/{room_name}/presence", "GetRoomPresence", "Who is in a room", RoomAsync)
        {
            Tag = Tag,
            Query =
            [
                new("limit", new NumberRule(1, 100_000, Whole: true), "Most rows."),
                new("userId", new TextRule(256), "Only this user id."),
                new("userName", new TextRule(1024), "Only this name."),
            ],
            Answer = RoomsResource.Page(Participant),
            Refusals = [ApiError.NoRoom("hello"), ApiError.NotHosting("hello")],
        },
    ];

    private async Task<ApiAnswer> AllAsync(ApiCall call)
    {
        var answer = new JsonObject();
        foreach (var (room, present) in await calls.PresenceAsync(call.DomainId, call.Cancel))
        {
            answer[room] = new JsonArray([.. present.Select(participant => Show(room, participant, call.Now))]);
        }

        return answer;
    }

    private async Task<ApiAnswer> RoomAsync(ApiCall call)
    {
        var room = call.Route("room_name");
        if (await calls.PresenceAsync(call.DomainId, room, call.Cancel) is not { } present)
        {
            return await rooms.ExistsAsync(call.DomainId, room, call.Cancel) ? ApiError.NotHosting(room) : ApiError.NoRoom(room);
        }

        var found = present
            .Where(participant => call.Query("userId") is not { } id || participant.UserId == id)
            .Where(participant => call.Query("userName") is not { } name || participant.UserName == name)
            .ToArray();
        var limit = call.Query("limit") is { } text ? (int)double.Parse(text, CultureInfo.InvariantCulture) : found.Length;
        return new JsonObject
        {
            ["total_count"] = found.Length,
            ["data"] = new JsonArray([.. found.Take(limit).Select(participant => Show(room, participant, call.Now))]),
        };
    }

    private static JsonNode Show(string room, PresentParticipant participant, DateTimeOffset now) => new JsonObject
    {
        ["room"] = room,
        ["id"] = participant.Id,
        ["userId"] = participant.UserId,
        ["userName"] = participant.UserName,
        ["joinTime"] = RoomView.Time(participant.JoinedAt),
        ["duration"] = Math.Max(0, (long)(now - participant.JoinedAt).TotalSeconds),
    };
}
