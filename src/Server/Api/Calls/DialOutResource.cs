using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchroom.Rooms.Phone;
using Switchroom.Server.Api.Rooms;
using Switchroom.Server.Api.Schema;

namespace Switchroom.Server.Api.Calls;

/// <summary><c>dialOut/*</c>, <c>sipCallTransfer</c> and <c>sipRefer</c>.</summary>
internal sealed class DialOutResource(IDialOut dialOut, CallRooms rooms) : IApiResource
{
    private const string Tag = "dial-out";
    private const string IdempotencyHeader = "Idempotency-Key";

    // Daily's pages show the string "true" for these three, and a boolean for the two below
    private static readonly ObjectRule Started = new(
        new Field("ok", new ChoiceRule("true"), "The string true.") { Required = true, Example = "true" },
        Field.Text("sessionId", 64, "The session id of the dialled party: its participant id in the room.") with { Required = true });

    private static readonly ObjectRule Updated = new(
        new Field("ok", new ChoiceRule("true"), "The string true.") { Required = true, Example = "true" },
        Field.Text("sessionId", 64, "The session id of the phone.") with { Required = true },
        Field.Flag("hold", null, "Whether the far end is on hold now.") with { Required = true },
        Field.Flag("muted", null, "Whether the room does not hear the phone now.") with { Required = true },
        Field.Flag("deaf", null, "Whether the phone does not hear the room now.") with { Required = true });

    private static readonly ObjectRule Transferred = new(
        Field.Flag("ok", null, "True.") with { Required = true },
        Field.Text("sessionId", 64, "Own addition: the session id of the new party, or of the same party in the other room."));

    private static readonly ObjectRule Done = new(Field.Flag("ok", null, "True.") with { Required = true });

    public IEnumerable<ApiOperation> Operations =>
    [
        Operation("dialOut/start", "StartDialOut", "Call a phone number or a SIP endpoint into the room", StartAsync) with
        {
            Rate = RateClass.Calls,
            Body = DialOutBody.Start,
            Answer = Started,
            Description = "Answers when the call has been accepted, before it is answered; events tell how it goes on. The header Idempotency-Key (up to 128 characters) "
                + "makes a repeated request answer with the same call.",
        },
        Operation("dialOut/stop", "StopDialOut", "Hang a dialled party up", StopAsync) with
        {
            Body = DialOutBody.Stop,
            Answer = Started,
            Refusals = Refusals("No dialout to stop"),
        },
        Operation("dialOut/sendDTMF", "SendDTMF", "Send tones to a dialled party", SendDtmfAsync) with
        {
            Body = DialOutBody.SendDtmf,
            Answer = Started,
            Refusals = Refusals("No session running"),
        },
        Operation("dialOut/update", "UpdateDialOut", "Hold, mute or deafen a dialled party, or take that back", UpdateAsync) with
        {
            Body = DialOutBody.Update,
            Answer = Updated,
            Refusals = Refusals("No session running"),
            Description = "Own addition. What is not named stays as it is; the answer says how it stands now.",
        },
        Operation("sipCallTransfer", "TransferCall", "Bridge a call to another SIP endpoint or phone number, or move it to another room", TransferAsync) with
        {
            Rate = RateClass.Calls,
            Body = DialOutBody.Transfer,
            Answer = Transferred,
            Description = "Answers when the new party is being called. The transferred party stays in the room until the new one answers, then leaves it and talks with the new one alone; "
                + "calltransfer.* events tell how it goes on. The SIP address of another room of this server moves the party there.",
            Refusals = Refusals("invalid sessionId"),
        },
        Operation("sipRefer", "ReferCall", "Ask the far end by REFER to call somebody else", ReferAsync) with
        {
            Rate = RateClass.Calls,
            Body = DialOutBody.Refer,
            Description = "Answers when the far end has accepted or refused. calltransfer.* events tell how its call goes; when it has reached the other party, its call here ends.",
            Answer = Done,
            Refusals = Refusals("invalid sessionId"),
        },
    ];

    private static ApiOperation Operation(string action, string id, string summary, Func<ApiCall, Task<ApiAnswer>> handler) =>
        new("POST", $"/rooms/{{room_name}}/{action}", id, summary, handler) { Tag = Tag, OpenToOwners = true, Refusals = Refusals() };

    private static ApiError[] Refusals(params string[] notFound) =>
        [ApiError.NoRoom("hello"), ApiError.NotHosting("hello"), .. notFound.Select(ApiError.NotFound)];

    private async Task<ApiAnswer> StartAsync(ApiCall call)
    {
        var key = call.Http.Request.Headers[IdempotencyHeader].ToString();
        if (key.Length > 128 || key.Any(char.IsControl))
        {
            return ApiError.Invalid($"the header {IdempotencyHeader} must have at most 128 characters");
        }

        if (await rooms.FindAsync(call) is not { } room)
        {
            return ApiError.NoRoom(call.Route("room_name"));
        }

        var answer = await dialOut.StartAsync(Read(call.Body, room) with { IdempotencyKey = key.Length > 0 ? key : null }, call.Cancel);
        return answer.Error is { } error ? error : Ok(answer.SessionId!);
    }

    private Task<ApiAnswer> StopAsync(ApiCall call) => ActAsync(
        call, async room => await dialOut.StopAsync(room, Session(call), call.Cancel) is { } error ? error : Ok(Session(call)));

    private Task<ApiAnswer> SendDtmfAsync(ApiCall call) => ActAsync(call, async room =>
    {
        var duration = TimeSpan.FromMilliseconds(DialOutBody.Number(call.Body, "digitDurationMs", 500));
        var request = new DtmfRequest(Session(call), DialOutBody.Text(call.Body, "tones")!, duration, DialOutBody.Text(call.Body, "method") ?? "auto");
        return await dialOut.SendDtmfAsync(room, request, call.Cancel) is { } error ? error : Ok(Session(call));
    });

    private Task<ApiAnswer> UpdateAsync(ApiCall call) => ActAsync(call, async room =>
    {
        var update = new LegUpdate(
            Session(call), DialOutBody.Flag(call.Body, "hold"), DialOutBody.Flag(call.Body, "muted"), DialOutBody.Flag(call.Body, "deaf"));
        var (now, error) = await dialOut.UpdateAsync(room, update, call.Cancel);
        if (error is not null)
        {
            return error;
        }

        var answer = Ok(update.SessionId);
        (answer["hold"], answer["muted"], answer["deaf"]) = (now.Hold, now.Muted, now.Deaf);
        return answer;
    });

    private Task<ApiAnswer> TransferAsync(ApiCall call) => ActAsync(call, async room =>
    {
        var to = DialOutBody.Text(call.Body, "toEndPoint")!;
        var phone = to.StartsWith('+') ? to : null;
        var request = new TransferRequest(
            Session(call),
            phone is null ? SipTarget.Read(to, "toEndPoint", out _) : null,
            phone,
            DialOutBody.Text(call.Body, "callerId"),
            DialOutBody.Text(call.Body, "extension"),
            TimeSpan.FromSeconds(DialOutBody.Number(call.Body, "waitBeforeExtensionDialSec", 0)))
        {
            TokenRoom = call.TokenRoom,
        };
        var answer = await dialOut.TransferAsync(room, request, call.Cancel);
        return answer.Error is { } error ? error : new JsonObject { ["ok"] = true, ["sessionId"] = answer.SessionId };
    });

    private Task<ApiAnswer> ReferAsync(ApiCall call) => ActAsync(call, async room =>
    {
        var target = SipTarget.Read(DialOutBody.Text(call.Body, "toEndPoint")!, "toEndPoint", out _)!;
        return await dialOut.ReferAsync(room, Session(call), target, call.Cancel) is { } error ? error : new JsonObject { ["ok"] = true };
    });

    private async Task<ApiAnswer> ActAsync(ApiCall call, Func<CallRoom, Task<ApiAnswer>> act) =>
        await rooms.FindAsync(call) is { } room ? await act(room) : ApiError.NoRoom(call.Route("room_name"));

    private static DialOutRequest Read(JsonElement body, CallRoom room)
    {
        var sip = DialOutBody.Text(body, "sipUri") is { } uri ? SipTarget.Read(uri, "sipUri", out _) : null;
        var phone = DialOutBody.Text(body, "phoneNumber");
        body.TryGetProperty("codecs", out var codecs);
        return new DialOutRequest(room, sip, phone)
        {
            DisplayName = DialOutBody.Text(body, "displayName") is { Length: > 0 } name ? name : phone ?? (sip!.User.Length > 0 ? sip.User : sip.Uri),
            UserId = DialOutBody.Text(body, "userId"),
            CallerId = DialOutBody.Text(body, "callerId"),
            Extension = DialOutBody.Text(body, "extension"),
            WaitBeforeExtension = TimeSpan.FromSeconds(DialOutBody.Number(body, "waitBeforeExtensionDialSec", 0)),
            Video = Part(body, "video") is { ValueKind: JsonValueKind.True },
            VideoSettings = Part(body, "videoSettings") is { } picture ? ReadPicture(picture) : new VideoSettings(),
            AudioCodecs = CodecFields.Flatten(codecs, "audio"),
            VideoCodecs = CodecFields.Flatten(codecs, "video"),
            Permissions = Part(body, "permissions"),
            Provider = DialOutBody.Text(body, "provider"),
            Trunk = DialOutBody.Text(body, "trunk"),
            RingTimeout = Seconds(body, "ringTimeoutSec"),
            MaxDuration = Seconds(body, "maxDurationSec"),
            EarlyMedia = Part(body, "earlyMedia") is not { ValueKind: JsonValueKind.False },
            Encryption = DialOutBody.Text(body, "srtp") switch
            {
                "off" => PhoneEncryption.None,
                "optional" => PhoneEncryption.Optional,
                "required" => PhoneEncryption.Required,
                _ => null,
            },
            Ice = DialOutBody.Flag(body, "ice"),
            Metadata = Part(body, "metadata"),
            RequestHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{room.Name}\n{body.GetRawText()}"))),
        };
    }

    private static VideoSettings ReadPicture(JsonElement picture) => new(
        DialOutBody.Number(picture, "width", 1280),
        DialOutBody.Number(picture, "height", 720),
        DialOutBody.Number(picture, "fps", 15),
        DialOutBody.Number(picture, "videoBitrate", 900));

    private static TimeSpan? Seconds(JsonElement body, string key) =>
        Part(body, key) is { } seconds ? TimeSpan.FromSeconds(seconds.GetDouble()) : null;

    private static JsonElement? Part(JsonElement body, string key) =>
        body.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string Session(ApiCall call) => DialOutBody.Text(call.Body, "sessionId")!;

    private static JsonObject Ok(string sessionId) => new() { ["ok"] = "true", ["sessionId"] = sessionId };
}
