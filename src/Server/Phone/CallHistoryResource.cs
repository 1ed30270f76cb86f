using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Api;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Phone;

/// <summary>Our own addition: the dial-outs of a room, those that go on and those that are over.</summary>
internal sealed class CallHistoryResource(Store store, CallControl control) : IApiResource
{
    private const string Tag = "dial-out";
    private const int MostRows = 100;

    private static readonly Field[] Members =
    [
        Field.Text("sessionId", 64, "The session id."),
        Field.Choice("state", null, "Where the call stands.", "dialing", "ringing", "answered", "ended"),
        Field.Text("destination", 2048, "The number or SIP URI that was dialled."),
        Field.Text("displayName", 199, "Name in the room."),
        Field.Text("userId", 36, "User id."),
        Field.Text("callerId", 64, "Id of the owned number that calls."),
        Field.Text("origin", 2048, "Who calls: a number, or the room's SIP address."),
        Field.Text("trunkId", 64, "The trunk that carries it."),
        Field.Text("codec", 64, "The codec that is spoken."),
        Field.Text("sipCallId", 512, "Call-ID of the SIP dialog."),
        Field.Whole("sipCode", 100, 699, null, "Final status of the INVITE."),
        Field.Text("sipReason", 1024, "Its reason phrase, or the Reason header where that says more."),
        Field.Choice("reason", null, "Why it ended.", "completed", "busy", "declined", "no-answer", "canceled", "failed"),
        Field.Text("endedBy", 32, "Who ended it: callee, api, room, idle, limit, transfer or shutdown."),
        new Field("createdAt", new TextRule(30) { Format = "date-time" }, "When it was asked for."),
        new Field("ringingAt", new TextRule(30) { Format = "date-time" }, "When it first rang."),
        new Field("answeredAt", new TextRule(30) { Format = "date-time" }, "When it was answered."),
        new Field("endedAt", new TextRule(30) { Format = "date-time" }, "When it ended."),
        Field.Decimal("duration", 0, double.MaxValue, null, "Seconds from the answer to the end, or to now."),
        Field.Flag("hold", null, "The far end is on hold; while the call goes on."),
        Field.Flag("heldByPhone", null, "The far end holds us; while the call goes on."),
        Field.Flag("muted", null, "The room does not hear the phone; while the call goes on."),
        Field.Flag("deaf", null, "The phone does not hear the room; while the call goes on."),
        new Field("transfer", new AnyRule(8192, JsonValueKind.Object), "Where its last transfer led and how it ended: toEndPoint, isSipRefer, status (pending while it is under way), sipCode, error."),
        new Field("metadata", new AnyRule(4096, JsonValueKind.Object), "What the request attached."),
    ];

    private static readonly ObjectRule Row = new(Members);

    private static readonly ObjectRule Whole = new(
    [
        .. Members,
        new Field("quality", new AnyRule(1 << 16, JsonValueKind.Object), "What is measured of the media: received, sent, round trip, concealment, MOS, diagnosis."),
        new Field("ladder", new AnyRule(1 << 22, JsonValueKind.Array), "The SIP messages with seconds since the first, direction, start line, and text without secrets. Of very many the first and the last, and between them how many were not kept."),
    ]);

    public IEnumerable<ApiOperation> Operations =>
    [
        new("GET", "/rooms/{room_name}/dialOut", "ListDialOuts", "The dial-outs of a room, newest first", ListAsync)
        {
            Tag = Tag,
            OpenToOwners = true,
            Query = Paging.Fields(MostRows),
            Answer = RoomsResource.Page(Row),
        },
        new("GET", "/rooms/{room_name}/dialOut/{session_id}", "GetDialOut", "One dial-out with its quality and its SIP messages", OneAsync)
        {
            Tag = Tag,
            OpenToOwners = true,
            Answer = Whole,
            Refusals = [ApiError.NotFound("dial-out 0198… not found")],
        },
    ];

    private async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        var room = call.Route("room_name");
        await using var context = store.Open();
        var rows = context.CallLegs.Where(leg => leg.DomainId == call.DomainId && leg.RoomName == room);
        return await Paging.Of(call, MostRows).AnswerAsync(rows, leg => WithLive(Show(leg, call.Now), control.Find(room, leg.Id)), call.Cancel);
    }

    private async Task<ApiAnswer> OneAsync(ApiCall call)
    {
        var (room, id) = (call.Route("room_name"), call.Route("session_id"));
        await using var context = store.Open();
        var leg = await context.CallLegs.SingleOrDefaultAsync(
            row => row.DomainId == call.DomainId && row.RoomName == room && row.Id == id, call.Cancel);
        if (leg is null)
        {
            return ApiError.NotFound($"dial-out {id} not found");
        }

        var shown = Show(leg, call.Now);
        if (control.Find(room, id) is { } live)
        {
            WithLive(shown, live);
            var (quality, ladder) = await control.AskAsync(() => (live.Quality, LadderView.Of(live.Ladder)));
            shown["quality"] = quality is null ? null : JsonSerializer.SerializeToNode(QualityView.Of(quality), QualityView.Json);
            shown["ladder"] = JsonSerializer.SerializeToNode(ladder, QualityView.Json);
        }
        else
        {
            shown["quality"] = leg.Quality is null ? null : JsonNode.Parse(leg.Quality);
            shown["ladder"] = leg.Ladder is null ? null : JsonNode.Parse(leg.Ladder);
        }

        return shown;
    }

    private static JsonObject WithLive(JsonObject shown, CallSession? live)
    {
        shown["codec"] ??= live?.Leg.Codec; // its row learns of it with the next event
        if (live?.Switchboard is { Switches: var set, HeldByPhone: var held })
        {
            (shown["hold"], shown["heldByPhone"], shown["muted"], shown["deaf"]) = (set.Hold, held, set.Muted, set.Deaf);
        }

        return shown;
    }

    private static JsonObject Show(StoredCallLeg leg, DateTimeOffset now) => new()
    {
        ["sessionId"] = leg.Id,
        ["state"] = leg.State,
        ["destination"] = leg.Target,
        ["displayName"] = leg.DisplayName,
        ["userId"] = leg.UserId,
        ["callerId"] = leg.CallerIdId,
        ["origin"] = leg.CallerNumber,
        ["trunkId"] = leg.TrunkId,
        ["codec"] = leg.Codec,
        ["sipCallId"] = leg.SipCallId,
        ["sipCode"] = leg.SipCode,
        ["sipReason"] = leg.SipReason,
        ["reason"] = leg.Reason,
        ["endedBy"] = leg.EndedBy,
        ["createdAt"] = RoomView.Time(leg.CreatedAt),
        ["ringingAt"] = Time(leg.RingingAt),
        ["answeredAt"] = Time(leg.AnsweredAt),
        ["endedAt"] = Time(leg.EndedAt),
        ["duration"] = leg.AnsweredAt is { } from ? Math.Round(((leg.EndedAt ?? now) - from).TotalSeconds, 3) : 0,
        ["transfer"] = leg.Transfer is null ? null : JsonNode.Parse(leg.Transfer),
        ["metadata"] = leg.Metadata is null ? null : JsonNode.Parse(leg.Metadata),
    };

    private static string? Time(DateTimeOffset? time) => time is { } known ? RoomView.Time(known) : null;
}
