using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Api;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Events;
using Switchroom.Server.Network;
using Switchroom.Server.Signalling;
using Switchroom.Server.Storage;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Phone;

/// <summary>
/// Takes dial-out requests from the API to <see cref="CallControl"/>. Starting is done in steps, each undone when a later one fails:
/// 1 an earlier request of the same idempotency key, 2 preconditions and target, 3 the meeting, 4 a place within the limits,
/// 5 sockets and a participant, 6 the row in storage, 7 the media leg, from whose offer the INVITE follows. Nothing is dialled before the row is durable.
/// </summary>
internal sealed class DialOutService(
    CallControl control, DialTargets targets, MeetingRooms meetings, EventJournal journal, Store store, TimeProvider clock) : IDialOut
{
    /// <summary>Most SIP and phone legs of a room at once, where the domain does not say otherwise.</summary>
    public const int DefaultSessionsPerRoom = 5;

    public async Task<DialOutAnswer> StartAsync(DialOutRequest request, CancellationToken cancel)
    {
        if (await EarlierAsync(request, cancel) is { } earlier)
        {
            return earlier;
        }

        if (PreconditionProblem(request) is { } problem)
        {
            return new DialOutAnswer(null, problem);
        }

        var (target, error) = await targets.FindAsync(request, control.Load, control.Now, cancel);
        if (target is null)
        {
            return new DialOutAnswer(null, error);
        }

        var meeting = await meetings.FindOrOpenAsync(request.Room, mayOpen: Flag(Config(request.Room), "allow_room_start"), cancel);
        return meeting is null
            ? new DialOutAnswer(null, ApiError.NotHosting(request.Room.Name))
            : await BeginAsync(request, SetupOf(request, target, meeting), cancel);
    }

    public async Task<ApiError?> StopAsync(CallRoom room, string sessionId, CancellationToken cancel) =>
        !meetings.IsHosting(room) ? ApiError.NotHosting(room.Name)
        : await control.StopCallAsync(room.Name, sessionId, "api") ? null
        : ApiError.NotFound("No dialout to stop");

    public Task<ApiError?> SendDtmfAsync(CallRoom room, DtmfRequest request, CancellationToken cancel) =>
        WithCallAsync(room, request.SessionId, "No session running", session =>
        {
            if (!session.Leg.WasAnswered)
            {
                return Task.FromResult<ApiError?>(ApiError.Invalid("the call is not answered yet"));
            }

            return session.SendDigitsAsync(request.Tones, request.DigitDuration, request.Method);
        });

    public async Task<(LegSwitches Switches, ApiError? Error)> UpdateAsync(CallRoom room, LegUpdate update, CancellationToken cancel)
    {
        var now = LegSwitches.None;
        var error = await WithCallAsync(room, update.SessionId, "No session running", session =>
        {
            if (update.Hold == true && !session.Leg.WasAnswered)
            {
                return Task.FromResult<ApiError?>(ApiError.Invalid("the call is not answered yet"));
            }

            session.Switchboard.Set(now = update.ApplyTo(session.Switchboard.Switches));
            return Task.FromResult<ApiError?>(null);
        });
        return (now, error);
    }

    public async Task<DialOutAnswer> TransferAsync(CallRoom room, TransferRequest request, CancellationToken cancel) =>
        new(null, await WithCallAsync(room, request.SessionId, "invalid sessionId", _ =>
            Task.FromResult<ApiError?>(ApiError.Invalid("sipCallTransfer is not built yet; sipRefer is"))));

    public Task<ApiError?> ReferAsync(CallRoom room, string sessionId, SipTarget target, CancellationToken cancel) =>
        WithCallAsync(room, sessionId, "invalid sessionId", session => session.Leg.WasAnswered
            ? session.ReferAsync(target)
            : Task.FromResult<ApiError?>(ApiError.Invalid("the call is not answered yet")));

    private async Task<ApiError?> WithCallAsync(CallRoom room, string sessionId, string none, Func<CallSession, Task<ApiError?>> act)
    {
        if (!meetings.IsHosting(room))
        {
            return ApiError.NotHosting(room.Name);
        }

        return control.Find(room.Name, sessionId) is { } session ? await await control.AskAsync(() => act(session)) : ApiError.NotFound(none);
    }

    private async Task<DialOutAnswer?> EarlierAsync(DialOutRequest request, CancellationToken cancel)
    {
        if (request.IdempotencyKey is not { } key)
        {
            return null;
        }

        await using var context = store.Open();
        var row = await context.CallLegs.SingleOrDefaultAsync(leg => leg.DomainId == request.Room.DomainId && leg.IdempotencyKey == key, cancel);
        if (row is null)
        {
            return null;
        }

        return row.RequestHash == request.RequestHash && row.RoomName == request.Room.Name
            ? new DialOutAnswer(row.Id)
            : new DialOutAnswer(null, ApiError.Invalid("this Idempotency-Key was used with another request"));
    }

    private ApiError? PreconditionProblem(DialOutRequest request)
    {
        if (!Flag(request.Room.Properties, "enable_dialout"))
        {
            return ApiError.Invalid("dial-out not enabled for room. add enable_dialout property to room");
        }

        if (request.Video)
        {
            return ApiError.Invalid("video is not built yet: dial without video, or leave the field out");
        }

        var limit = (int)(Number(request.Room.Properties, "max_sip_pstn_sessions_per_room") ?? DefaultSessionsPerRoom);
        return control.Load.OfRoom(request.Room.Id) >= limit
            ? ApiError.Invalid($"room {request.Room.Name} has reached its limit of {limit} concurrent SIP and PSTN sessions")
            : null;
    }

    private CallSetup SetupOf(DialOutRequest request, DialTarget target, RoomSnapshot meeting)
    {
        var config = Config(request.Room);
        var waiting = TimeSpan.FromSeconds(Number(config, "max_idle_timeout_sec") ?? 0);
        var after = Number(config, "max_idle_timeout_post_conversation_sec") is { } seconds ? TimeSpan.FromSeconds(seconds) : waiting;
        return new CallSetup
        {
            Facts = new CallFacts
            {
                SessionId = Guid.CreateVersion7(clock.GetUtcNow()).ToString(),
                DomainId = request.Room.DomainId,
                Room = request.Room.Name,
                UserId = request.UserId,
                Destination = request.Target,
                Origin = target.Origin,
                CallerId = target.CallerId,
                Metadata = request.Metadata is { } metadata ? JsonNode.Parse(metadata.GetRawText()) : null,
            },
            Plan = new CallPlan
            {
                Routes = target.Routes,
                RingTimeout = request.RingTimeout ?? CallPlan.DefaultRingTimeout,
                MaxDuration = request.MaxDuration,
                Extension = request.Extension,
                ExtensionWait = request.WaitBeforeExtension,
                EarlyMedia = request.EarlyMedia,
            },
            StoredRoomId = request.Room.Id,
            RoomId = meeting.RoomId,
            DisplayName = request.DisplayName,
            Codecs = target.Codecs,
            CodecsAsked = request.AudioCodecs.Count > 0,
            Encryption = target.Encryption,
            FarEnd = target.FarEnd,
            Permissions = PermissionsOf(request),
            Idle = new IdleLimits(waiting, after),
            KeyId = request.Room.KeyId,
            IdempotencyKey = request.IdempotencyKey,
            RequestHash = request.RequestHash,
        };
    }

    private async Task<DialOutAnswer> BeginAsync(DialOutRequest request, CallSetup setup, CancellationToken cancel)
    {
        var sessionId = setup.Facts.SessionId;
        if (!await control.ReserveAsync(setup))
        {
            return new DialOutAnswer(null, ApiError.Unavailable("the server is stopping"));
        }

        var sockets = await meetings.Directory.OpenPhoneSocketsAsync(setup.RoomId);
        if (sockets is null)
        {
            await control.ReleaseAsync(sessionId);
            return new DialOutAnswer(null, ApiError.Unavailable("no RTP port is free, try again"));
        }

        var joined = await meetings.Directory.SendAsync(new Join(setup.RoomId, sessionId, ProfileOf(setup)));
        if (!joined.IsDone)
        {
            meetings.Directory.ReleasePhoneSockets(setup.RoomId, sockets);
            await control.ReleaseAsync(sessionId);
            return new DialOutAnswer(null, joined.Refusal == CommandRefusal.NoSuchRoom ? ApiError.NotHosting(setup.Facts.Room) : ApiError.Invalid(joined.Detail));
        }

        try
        {
            var row = RowOf(setup, request, clock.GetUtcNow());
            await journal.RecordAsync(setup.Facts.DomainId, async context => await context.CallLegs.AddAsync(row(), CancellationToken.None));
        }
        catch (Exception failure)
        {
            meetings.Directory.ReleasePhoneSockets(setup.RoomId, sockets);
            meetings.Directory.Post(new Leave(setup.RoomId, sessionId, LeaveReason.JoinFailure));
            await control.ReleaseAsync(sessionId);
            if (failure is DbUpdateException update && Store.IsDuplicate(update) && await EarlierAsync(request, cancel) is { } earlier)
            {
                return earlier; // the same key, at the same moment
            }

            throw;
        }

        await control.BeginAsync(sessionId, new AddPhoneLeg(setup.RoomId, sessionId, new PhoneLegOptions
        {
            Rtp = sockets.Rtp,
            Rtcp = sockets.Rtcp,
            Advertised = meetings.MediaAddress(sockets, setup.FarEnd),
            AudioCodecs = setup.Codecs,
            Encryption = setup.Encryption,
            EarlyMediaToRoom = setup.Plan.EarlyMedia,
        }));
        return new DialOutAnswer(sessionId);
    }

    private ParticipantProfile ProfileOf(CallSetup setup) => new()
    {
        Identity = "sip_" + setup.Facts.SessionId,
        UserId = setup.Facts.UserId,
        Name = setup.DisplayName,
        Kind = ParticipantKind.Sip,
        Permissions = setup.Permissions,
        JoinedAt = clock.GetUtcNow(),
        Attributes = ImmutableDictionary<string, string>.Empty
            .Add("sip.callID", setup.Facts.SessionId)
            .Add("sip.callStatus", "dialing")
            .Add("sip.phoneNumber", setup.Facts.Destination)
            .Add("sip.trunkPhoneNumber", setup.Facts.Origin),
    };

    private static ParticipantPermissions PermissionsOf(DialOutRequest request) =>
        request.Permissions is { } asked && DailyPermissions.TryRead(asked, out var patch)
            ? patch.ApplyTo(ParticipantPermissions.Default)
            : ParticipantPermissions.Default;

    private static Func<StoredCallLeg> RowOf(CallSetup setup, DialOutRequest request, DateTimeOffset now) => () => new StoredCallLeg
    {
        Id = setup.Facts.SessionId,
        DomainId = setup.Facts.DomainId,
        RoomId = setup.StoredRoomId,
        RoomName = setup.Facts.Room,
        Direction = "out",
        State = "dialing",
        Target = setup.Facts.Destination,
        DisplayName = setup.DisplayName,
        UserId = setup.Facts.UserId,
        CallerIdId = setup.Facts.CallerId,
        CallerNumber = setup.Facts.Origin,
        TrunkId = setup.Plan.Routes[0].TrunkId,
        IdempotencyKey = request.IdempotencyKey,
        RequestHash = request.IdempotencyKey is null ? null : request.RequestHash,
        Metadata = setup.Facts.Metadata?.ToJsonString(),
        CreatedAt = now,
    };

    private static JsonObject Config(CallRoom room) => room.Properties["dialout_config"] as JsonObject ?? [];

    private static bool Flag(JsonObject properties, string name) => properties[name]?.GetValueKind() == JsonValueKind.True;

    private static double? Number(JsonObject properties, string name) =>
        properties[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? JsonSerializer.Deserialize<double>(value.ToJsonString()) : null;
}
