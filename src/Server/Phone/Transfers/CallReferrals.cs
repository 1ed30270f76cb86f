using Switchroom.Server.Api;
using Switchroom.Server.Api.Calls;

namespace Switchroom.Server.Phone.Transfers;

/// <summary>
/// <c>sipRefer</c>: asks the far end of a call to call somebody else. When it says that it talks with them, its call here is over; until then, and when it
/// fails, the call stays in its room.
/// </summary>
internal sealed partial class CallReferrals(CallControl control, MeetingRooms meetings, TransferReports reports, ILogger<CallReferrals> log)
{
    /// <summary>Null when the far end has accepted, else why not.</summary>
    public async Task<ApiError?> StartAsync(CallRoom room, string sessionId, SipTarget target)
    {
        if (control.Find(room.Name, sessionId) is not { } caller)
        {
            return meetings.IsHosting(room) ? ApiError.NotFound("invalid sessionId") : ApiError.NotHosting(room.Name);
        }

        if (await control.AskAsync(caller.Transfer.Begin) is { } problem)
        {
            return problem;
        }

        var facts = new TransferFacts(caller.Setup.Facts, caller.Setup.RoomId, target.Uri, IsSipRefer: true);
        try
        {
            await reports.BeginAsync(facts);
            var referral = await control.AskAsync(() => caller.Transfer.Refer(target));
            if (!await referral.Accepted)
            {
                var ending = await referral.Done;
                await EndAsync(caller, facts, ending);
                return ApiError.Invalid(ending.Problem!);
            }

            await reports.TellAsync(TransferEvents.Initiated(facts, control.WallNow));
            _ = FollowAsync(caller, referral, facts);
            return null;
        }
        catch
        {
            await control.AskAsync(caller.Transfer.End);
            throw;
        }
    }

    private async Task FollowAsync(CallSession caller, CallReferral referral, TransferFacts facts)
    {
        try
        {
            var ending = await referral.Done;
            if (ending.Status == "completed")
            {
                await reports.TellAsync(TransferEvents.Answered(facts, sessionId: null, control.WallNow));
                await control.StopCallAsync(caller.Setup.Facts.Room, caller.SessionId, "transfer");
                await caller.Over;
            }

            await EndAsync(caller, facts, ending);
        }
        catch (OperationCanceledException)
        {
            // the server stops: the call is told as ended, the transfer by the next start
        }
        catch (Exception failure)
        {
            LogFailed(failure, caller.SessionId);
        }
    }

    private async Task EndAsync(CallSession caller, TransferFacts facts, TransferEnding ending)
    {
        await control.AskAsync(caller.Transfer.End);
        await reports.CompleteAsync(facts, ending);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The referral of call {SessionId} failed.")]
    private partial void LogFailed(Exception exception, string sessionId);
}
