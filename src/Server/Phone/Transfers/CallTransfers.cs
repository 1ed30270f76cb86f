using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Api;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Network;
using Switchroom.Server.Signalling;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Phone.Transfers;

/// <summary>
/// <c>sipCallTransfer</c>. To a phone or a SIP endpoint: the new party is dialled into a meeting that nobody else can enter; when it answers, the transferred
/// call moves there, and the two are alone. To a room of this server: the call moves into that room's meeting. Until a transfer succeeds the call stays in its room.
/// </summary>
internal sealed partial class CallTransfers(CallControl control, CallPlaces places, TransferTargets targets, MeetingRooms meetings, TransferReports reports, ILogger<CallTransfers> log)
{
    public async Task<DialOutAnswer> StartAsync(CallRoom room, TransferRequest request, CancellationToken cancel)
    {
        if (control.Find(room.Name, request.SessionId) is not { } caller)
        {
            return Refused(meetings.IsHosting(room) ? ApiError.NotFound("invalid sessionId") : ApiError.NotHosting(room.Name));
        }

        var (target, error) = await targets.FindAsync(room, request, cancel);
        if (target is null)
        {
            return Refused(error!);
        }

        if (await control.AskAsync(() => caller.Transfer.Begin()) is { } problem)
        {
            return Refused(problem);
        }

        var facts = new TransferFacts(caller.Setup.Facts, caller.Setup.RoomId, request.PhoneNumber ?? request.Sip!.Uri, IsSipRefer: false);
        try
        {
            return target.Room is { } other
                ? await ToRoomAsync(caller, other, facts, cancel)
                : await ToPhoneAsync(caller, target, facts);
        }
        catch
        {
            await control.AskAsync(caller.Transfer.End);
            throw;
        }
    }

    private async Task<DialOutAnswer> ToRoomAsync(CallSession caller, CallRoom other, TransferFacts facts, CancellationToken cancel)
    {
        var rules = DialOutRules.Of(other);
        var meeting = await meetings.FindOrOpenAsync(other, rules.MayStartMeeting, cancel);
        var problem = meeting is null ? ApiError.NotHosting(other.Name)
            : control.Load.OfRoom(other.Id) >= rules.MaxSessions ? ApiError.SessionLimit(other.Name, rules.MaxSessions)
            : null;
        if (problem is not null)
        {
            await control.AskAsync(caller.Transfer.End);
            return Refused(problem);
        }

        await reports.BeginAsync(facts, isInitiated: true);
        var moved = SetupIn(caller, meeting!.RoomId);
        moved = moved with { Facts = moved.Facts with { Room = other.Name }, StoredRoomId = other.Id, Idle = rules.Idle, RoomLimit = rules.MaxSessions, TellsDialOut = true };
        if (await MoveAsync(caller, moved) is { } failure)
        {
            await control.AskAsync(caller.Transfer.End);
            await reports.CompleteAsync(facts, new TransferEnding("failed") { Problem = failure.Info });
            return Refused(failure);
        }

        await reports.TellAsync(TransferEvents.Answered(facts, moved.Facts.SessionId, control.WallNow));
        await reports.CompleteAsync(facts, new TransferEnding("completed"));
        return new DialOutAnswer(moved.Facts.SessionId);
    }

    private async Task<DialOutAnswer> ToPhoneAsync(CallSession caller, TransferTarget target, TransferFacts facts)
    {
        var now = control.WallNow;
        var meeting = await meetings.Directory.OpenAsync(new RoomConfig
        {
            RoomId = RoomIds.New(),
            Name = PrivateRoom.NameOf(caller.SessionId),
            CreatedAt = now,
            EmptyTimeout = TimeSpan.FromSeconds(30),
            DepartureTimeout = TimeSpan.Zero,
        });
        var setup = CallSetups.Of(target.Request!, target.Dial!, meeting.RoomId, now) with { TellsDialOut = false, RoomLimit = null, Idle = default };
        var (leg, error) = await places.TakeAsync(setup);
        if (leg is null)
        {
            await control.AskAsync(caller.Transfer.End);
            return Refused(error!);
        }

        try
        {
            await places.RecordAsync(setup);
            await reports.BeginAsync(facts);
        }
        catch
        {
            await places.GiveBackAsync(leg);
            throw;
        }

        var callee = await control.BeginAsync(setup.Facts.SessionId, leg);
        if (callee is null)
        {
            await places.GiveBackAsync(leg);
            await control.AskAsync(caller.Transfer.End);
            await reports.CompleteAsync(facts, new TransferEnding("canceled") { Problem = "the new party's call was stopped before it began" });
            return Refused(ApiError.Unavailable("the server is stopping"));
        }

        try
        {
            await reports.TellAsync(TransferEvents.Initiated(facts, control.WallNow));
        }
        catch
        {
            await control.StopCallAsync(callee.Setup.Facts.Room, callee.SessionId, "transfer");
            throw;
        }

        _ = FollowAsync(caller, callee, facts);
        return new DialOutAnswer(callee.SessionId);
    }

    private async Task FollowAsync(CallSession caller, CallSession callee, TransferFacts facts)
    {
        try
        {
            var ending = await BridgeAsync(caller, callee, facts);
            await control.AskAsync(caller.Transfer.End);
            await reports.CompleteAsync(facts, ending);
        }
        catch (OperationCanceledException)
        {
            // the server stops: the calls are told as ended, the transfer by the next start
        }
        catch (Exception failure)
        {
            LogFailed(failure, caller.SessionId);
            await control.AskAsync(caller.Transfer.End);
            await control.StopCallAsync(callee.Setup.Facts.Room, callee.SessionId, "transfer");
        }
    }

    private async Task<TransferEnding> BridgeAsync(CallSession caller, CallSession callee, TransferFacts facts)
    {
        await Task.WhenAny(callee.Settled, caller.Over);
        if (caller.Over.IsCompleted)
        {
            await EndAsync(callee);
            return new TransferEnding("canceled") { Problem = "the transferred party hung up" };
        }

        if (!await callee.Settled)
        {
            return new TransferEnding(TransferEvents.StatusOf(callee.Leg.Outcome?.Reason)) { SipCode = callee.Report.SipCode, Problem = callee.Report.SipReason };
        }

        await reports.TellAsync(TransferEvents.Answered(facts, callee.SessionId, control.WallNow));
        var moved = SetupIn(caller, callee.Setup.RoomId) with { TellsDialOut = false, Idle = default };
        if (await MoveAsync(caller, moved) is { } failure)
        {
            await EndAsync(callee);
            return new TransferEnding("failed") { Problem = failure.Info };
        }

        if (control.Find(moved.Facts.Room, moved.Facts.SessionId) is { } bridged)
        {
            await Task.WhenAny(bridged.Over, callee.Over);
            await EndAsync(bridged);
        }

        await EndAsync(callee);
        return new TransferEnding("completed") { SipCode = callee.Report.SipCode };
    }

    private async Task<ApiError?> MoveAsync(CallSession caller, CallSetup moved)
    {
        var (leg, error) = await places.TakeAsync(moved);
        if (leg is null)
        {
            return error;
        }

        if (await control.MoveAsync(caller.SessionId, moved.Facts.SessionId, leg) is not { } why)
        {
            return null;
        }

        await places.GiveBackAsync(leg);
        return ApiError.Invalid(why);
    }

    private CallSetup SetupIn(CallSession caller, string meetingId)
    {
        var now = control.WallNow;
        return CallSetups.Moved(caller.Setup, caller.Route!, meetingId, caller.MediaSince, now - (caller.Report.AnsweredAt ?? now), now);
    }

    private async Task EndAsync(CallSession session)
    {
        await control.StopCallAsync(session.Setup.Facts.Room, session.SessionId, "transfer");
        await session.Over;
    }

    private static DialOutAnswer Refused(ApiError error) => new(null, error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The transfer of call {SessionId} failed.")]
    private partial void LogFailed(Exception exception, string sessionId);
}
