using System.Text.Json;
using System.Text.Json.Nodes;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api.Calls;

/// <summary>What is done to a call that is going on: eject, app messages, session data, permissions.</summary>
internal sealed class InCallResource(IRoomCalls calls, CallRooms rooms) : IApiResource
{
    private const string Tag = "calls";
    private const int MessageBytes = 4096;
    private const int SessionDataBytes = 102_400;

    private static readonly TextRule Id = new(256, 1);
    private static readonly ApiError[] Refusals = [ApiError.NoRoom("hello"), ApiError.NotHosting("hello")];

    private static readonly ObjectRule Eject = new(
        new Field("ids", new ListRule(Id, 0, 100), "Session ids."),
        new Field("user_ids", new ListRule(Id, 0, 100), "User ids."),
        Field.Flag("ban", false, "They cannot come back to this meeting."))
    {
        Together = (body, _, _) => Strings(body, "ids").Count + Strings(body, "user_ids").Count == 0 ? "at least one of \"ids\" and \"user_ids\" must name somebody" : null,
    };

    private static readonly ObjectRule Message = new(
        new Field("data", new AnyRule(MessageBytes), "What is sent; any JSON up to 4 KB.") { Required = true },
        new Field("recipient", Id, "A session id, or * for everybody.") { Default = "*" });

    private static readonly ObjectRule SessionData = new(
        new Field("data", new AnyRule(SessionDataBytes, JsonValueKind.Object), "What is put in."),
        Field.Choice("mergeStrategy", "replace", "Replace everything, or merge key by key at the top.", "replace", "shallow-merge"),
        new Field("keysToDelete", new ListRule(new TextRule(1024), 0, 1000), "Keys that are taken out."));

    private static readonly ObjectRule Permissions = new(
        new Field("data", new MapRule(Id, PermissionFields.Rule), "Session ids, or * for everybody, with what changes for them.") { Required = true });

    public IEnumerable<ApiOperation> Operations =>
    [
        Operation("POST", "eject", "EjectFromRoom", "Eject participants", EjectAsync) with
        {
            OpenToOwners = true,
            Body = Eject,
            Answer = new ObjectRule(new Field("ejectedIds", new ListRule(Id, 0, 100_000), "Session ids that were ejected; unknown ones are no error.")),
        },
        Operation("POST", "send-app-message", "SendAppMessage", "Send a message to participants", SendAsync) with
        {
            Body = Message,
            Answer = new ObjectRule(Field.Flag("sent", null, "True.")),
            Description = "The body of Daily's own 200 is not published; this server answers {\"sent\":true}.",
        },
        Operation("GET", "get-session-data", "GetSessionData", "Get the data of the session", ReadAsync) with
        {
            Answer = new ObjectRule(new Field("data", new AnyRule(SessionDataBytes, JsonValueKind.Object), "The data.")),
        },
        Operation("POST", "set-session-data", "SetSessionData", "Change the data of the session", ChangeAsync) with
        {
            Body = SessionData,
            Answer = new ObjectRule(Field.Flag("ok", null, "True.")),
            Description = "The body of Daily's own 200 is not published; this server answers {\"ok\":true}.",
        },
        Operation("POST", "update-permissions", "UpdatePermissions", "Change what participants may do", PermitAsync) with
        {
            Body = Permissions,
            Answer = new ObjectRule(Field.Flag("ok", null, "True.")),
            Description = "A permission that is named replaces the old one whole; of canReceive only the parts that are named. "
                + "The body of Daily's own 200 is not published; this server answers {\"ok\":true}.",
        },
    ];

    private static ApiOperation Operation(string method, string action, string id, string summary, Func<ApiCall, Task<ApiAnswer>> handler) =>
        new(method, $"/rooms/{{room_name}}/{action}", id, summary, handler) { Tag = Tag, Refusals = Refusals };

    private async Task<ApiAnswer> EjectAsync(ApiCall call)
    {
        var request = new EjectRequest(Strings(call.Body, "ids"), Strings(call.Body, "user_ids"), IsTrue(call.Body, "ban"));
        return await calls.EjectAsync(call.DomainId, call.Route("room_name"), request, call.Cancel) is { } ejected
            ? new JsonObject { ["ejectedIds"] = new JsonArray([.. ejected.Select(id => JsonValue.Create(id))]) }
            : await NoCallAsync(call);
    }

    private async Task<ApiAnswer> SendAsync(ApiCall call)
    {
        var recipient = call.Body.TryGetProperty("recipient", out var to) && to.ValueKind == JsonValueKind.String ? to.GetString()! : "*";
        var error = await calls.SendMessageAsync(call.DomainId, call.Route("room_name"), call.Body.GetProperty("data"), recipient, call.Cancel);
        return await AnswerAsync(call, error, new JsonObject { ["sent"] = true });
    }

    private async Task<ApiAnswer> ReadAsync(ApiCall call) =>
        await calls.ReadSessionDataAsync(call.DomainId, call.Route("room_name"), call.Cancel) is { } data
            ? new JsonObject { ["data"] = data }
            : await NoCallAsync(call);

    private async Task<ApiAnswer> ChangeAsync(ApiCall call)
    {
        var data = call.Body.TryGetProperty("data", out var given) && given.ValueKind == JsonValueKind.Object ? JsonNode.Parse(given.GetRawText())!.AsObject() : [];
        var merge = call.Body.TryGetProperty("mergeStrategy", out var strategy) && strategy.ValueKind == JsonValueKind.String && strategy.ValueEquals("shallow-merge");
        var change = new SessionDataChange(data, Replace: !merge, Strings(call.Body, "keysToDelete"));
        return await AnswerAsync(call, await calls.ChangeSessionDataAsync(call.DomainId, call.Route("room_name"), change, call.Cancel), Ok());
    }

    private async Task<ApiAnswer> PermitAsync(ApiCall call)
    {
        var changes = call.Body.GetProperty("data").EnumerateObject().ToDictionary(change => change.Name, change => change.Value);
        return await AnswerAsync(call, await calls.UpdatePermissionsAsync(call.DomainId, call.Route("room_name"), changes, call.Cancel), Ok());
    }

    private async Task<ApiAnswer> AnswerAsync(ApiCall call, ApiError? error, JsonObject success) => error switch
    {
        null => success,
        { Status: 404 } when !await rooms.ExistsAsync(call.DomainId, call.Route("room_name"), call.Cancel) => ApiError.NoRoom(call.Route("room_name")),
        _ => error,
    };

    private Task<ApiAnswer> NoCallAsync(ApiCall call) => AnswerAsync(call, ApiError.NotHosting(call.Route("room_name")), []);

    private static JsonObject Ok() => new() { ["ok"] = true };

    private static bool IsTrue(JsonElement body, string key) => body.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.True;

    private static IReadOnlyList<string> Strings(JsonElement body, string key) =>
        body.TryGetProperty(key, out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];
}
