using Switchroom.Rooms.Membership;
using Switchroom.Sip.Calls;

namespace Switchroom.Server.Phone;

/// <summary>How calls end on the wire, in the words of call legs and rooms.</summary>
internal static class SipEndings
{
    // A call that this side wants to end is over for it at once: what is still there was ended by the SIP thread.
    private const string Defect = "the server failed on a SIP message of the call";

    /// <summary>Nobody answered the INVITE, or it could not be sent.</summary>
    public static bool IsSilent(CallFailed failed) =>
        failed.Cause is CallFailureCause.NoResponse or CallFailureCause.Unreachable or CallFailureCause.Unresolvable;

    public static CallInput HungUp(CallEnded ended) => new CallInput.HungUp(
        ended.By == CallParty.Peer,
        TextOf(ended.Reasons),
        ended.Cause is CallEndCause.SessionExpired or CallEndCause.PeerLostDialog or CallEndCause.AckMissing ? ended.Cause.ToString()
            : ended.By == CallParty.Owner ? Defect
            : null);

    /// <summary>Reason headers as one line; null where there are none.</summary>
    public static string? TextOf(IReadOnlyList<CallReason> reasons) => reasons.Count == 0
        ? null
        : string.Join("; ", reasons.Select(reason => $"{reason.Protocol} {reason.Cause} {reason.Text}".TrimEnd()));

    /// <summary>Why the participant of an ended call leaves its room.</summary>
    public static LeaveReason LeaveReasonOf(CallLeg leg) => leg.Outcome?.Reason switch
    {
        EndReason.Completed => leg.EndedBy == "callee" ? LeaveReason.HungUp : LeaveReason.Removed,
        EndReason.Declined => LeaveReason.UserRejected,
        EndReason.Busy or EndReason.NoAnswer => LeaveReason.UserUnavailable,
        EndReason.Canceled => LeaveReason.Removed,
        _ => LeaveReason.TrunkFailure,
    };
}
