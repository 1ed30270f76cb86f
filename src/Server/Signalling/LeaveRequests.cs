using Switchroom.Rooms.Membership;
using Switchroom.Server.Signalling.Protocol;
using Switchroom.Server.Signalling.Translation;

namespace Switchroom.Server.Signalling;

/// <summary>The last message of a session, and what the client is to do after it.</summary>
internal static class LeaveRequests
{
    public static LeaveRequest Of(LeaveReason reason)
    {
        LeaveRequest.Types.Action action = DisconnectReasons.ActionFor(reason);
        return new LeaveRequest
        {
            Reason = DisconnectReasons.Of(reason),
            Action = action,
            CanReconnect = action != LeaveRequest.Types.Action.Disconnect,
        };
    }

    /// <summary>Join again as if for the first time.</summary>
    public static LeaveRequest FullReconnect() => new()
    {
        Reason = DisconnectReason.StateMismatch,
        Action = LeaveRequest.Types.Action.Reconnect,
        CanReconnect = true,
    };
}
