using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Api;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Phone.Transfers;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Phone;

/// <summary>
/// Takes dial-out requests from the API to <see cref="CallControl"/>. Starting is done in steps, each undone when a later one fails:
/// 1 an earlier request of the same idempotency key, 2 preconditions and target, 3 the meeting, 4 a place within the limits,
/// 5 sockets and a participant, 6 the row in storage, 7 the media leg, from whose offer the INVITE follows. Nothing is dialled before the row is durable.
/// </summary>
internal sealed class DialOutService(
    CallControl control, DialTargets targets, MeetingRooms meetings, CallPlaces places, CallTransfers transfers, CallReferrals referrals, Store store) : IDialOut
{
    public async Task<DialOutAnswer> StartAsync(DialOutRequest request, CancellationToken cancel)
    {
        if (await EarlierAsync(request, cancel) is { } earlier)
        {
            return earlier;
        }

        var rules = DialOutRules.Of(request.Room);
        if (PreconditionProblem(request, rules) is { } problem)
        {
            return new DialOutAnswer(null, problem);
        }

        var (target, error) = await targets.FindAsync(request, control.Load, control.Now, cancel);
        if (target is null)
        {
            return new DialOutAnswer(null, error);
        }

        var meeting = await meetings.FindOrOpenAsync(request.Room, rules.MayStartMeeting, cancel);
        return meeting is null
            ? new DialOutAnswer(null, ApiError.NotHosting(request.Room.Name))
            : await BeginAsync(request, CallSetups.Of(request, target, meeting.RoomId, control.WallNow), cancel);
    }

    public async Task<ApiError?> StopAsync(CallRoom room, string sessionId, CancellationToken cancel) =>
        await control.StopCallAsync(room.Name, sessionId, "api") ? null
        : meetings.IsHosting(room) ? ApiError.NotFound("No dialout to stop")
        : ApiError.NotHosting(room.Name);

    public Task<ApiError?> SendDtmfAsync(CallRoom room, DtmfRequest request, CancellationToken cancel) =>
        WithCallAsync(room, request.SessionId, "No session running", session =>
        {
            if (!session.Leg.WasAnswered)
            {
                return Task.FromResult<ApiError?>(ApiError.Invalid("the call is not answered yet"));
            }

            return CallKeys.SendAsync(session, control, request);
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

    public Task<DialOutAnswer> TransferAsync(CallRoom room, TransferRequest request, CancellationToken cancel) =>
        transfers.StartAsync(room, request, cancel);

    public Task<ApiError?> ReferAsync(CallRoom room, string sessionId, SipTarget target, CancellationToken cancel) =>
        referrals.StartAsync(room, sessionId, target);

    // A call that a transfer took out of the room goes on to be controlled under the room's name, even when the meeting is over.
    private async Task<ApiError?> WithCallAsync(CallRoom room, string sessionId, string none, Func<CallSession, Task<ApiError?>> act) =>
        control.Find(room.Name, sessionId) is { } session ? await await control.AskAsync(() => act(session))
        : meetings.IsHosting(room) ? ApiError.NotFound(none)
        : ApiError.NotHosting(room.Name);

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

    private ApiError? PreconditionProblem(DialOutRequest request, DialOutRules rules)
    {
        if (!rules.MayDialOut)
        {
            return ApiError.Invalid("dial-out not enabled for room. add enable_dialout property to room");
        }

        if (request.Video)
        {
            return ApiError.Invalid("video is not built yet: dial without video, or leave the field out");
        }

        return control.Load.OfRoom(request.Room.Id) >= rules.MaxSessions
            ? ApiError.SessionLimit(request.Room.Name, rules.MaxSessions)
            : null;
    }

    private async Task<DialOutAnswer> BeginAsync(DialOutRequest request, CallSetup setup, CancellationToken cancel)
    {
        var (leg, error) = await places.TakeAsync(setup);
        if (leg is null)
        {
            return new DialOutAnswer(null, error);
        }

        try
        {
            await places.RecordAsync(setup);
        }
        catch (Exception failure)
        {
            await places.GiveBackAsync(leg);
            if (failure is DbUpdateException update && Store.IsDuplicate(update) && await EarlierAsync(request, cancel) is { } earlier)
            {
                return earlier; // the same key, at the same moment
            }

            throw;
        }

        if (await control.BeginAsync(setup.Facts.SessionId, leg) is null)
        {
            await places.GiveBackAsync(leg); // it was stopped before it began, and told as ended
        }

        return new DialOutAnswer(setup.Facts.SessionId);
    }
}
