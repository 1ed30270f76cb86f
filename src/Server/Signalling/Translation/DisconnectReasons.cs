using Switchroom.Rooms.Membership;
using Wire = Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Translation;

/// <summary>Why someone went, in LiveKit's words.</summary>
internal static class DisconnectReasons
{
    public static Wire.DisconnectReason Of(LeaveReason reason) => reason switch
    {
        LeaveReason.ClientInitiated => Wire.DisconnectReason.ClientInitiated,
        LeaveReason.DuplicateIdentity => Wire.DisconnectReason.DuplicateIdentity,
        LeaveReason.ServerShutdown => Wire.DisconnectReason.ServerShutdown,
        LeaveReason.Removed or LeaveReason.Expired => Wire.DisconnectReason.ParticipantRemoved,
        LeaveReason.RoomDeleted => Wire.DisconnectReason.RoomDeleted,
        LeaveReason.RoomClosed => Wire.DisconnectReason.RoomClosed,
        LeaveReason.StateMismatch => Wire.DisconnectReason.StateMismatch,
        LeaveReason.JoinFailure => Wire.DisconnectReason.JoinFailure,
        LeaveReason.SignalClosed => Wire.DisconnectReason.SignalClose,
        LeaveReason.ConnectionTimeout => Wire.DisconnectReason.ConnectionTimeout,
        LeaveReason.UserUnavailable => Wire.DisconnectReason.UserUnavailable,
        LeaveReason.UserRejected => Wire.DisconnectReason.UserRejected,
        LeaveReason.TrunkFailure => Wire.DisconnectReason.SipTrunkFailure,
        LeaveReason.MediaFailure => Wire.DisconnectReason.MediaFailure,
        LeaveReason.HungUp => Wire.DisconnectReason.ClientInitiated,
        _ => Wire.DisconnectReason.Unknown,
    };

    /// <summary>What the client should do about it: come back only where the reason lies in the connection.</summary>
    public static Wire.LeaveRequest.Types.Action ActionFor(LeaveReason reason) => reason switch
    {
        LeaveReason.StateMismatch or LeaveReason.ConnectionTimeout or LeaveReason.SignalClosed or LeaveReason.ServerShutdown =>
            Wire.LeaveRequest.Types.Action.Reconnect,
        _ => Wire.LeaveRequest.Types.Action.Disconnect,
    };
}
