using Switchroom.Rooms.Worker;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Requests;

/// <summary>What a room said to a request, in LiveKit's words.</summary>
internal static class RequestResponses
{
    /// <summary>The response; a refused one repeats the request.</summary>
    public static RequestResponse Of(CommandResult result, Action<RequestResponse> repeat)
    {
        RequestResponse response = new() { Reason = ReasonOf(result.Refusal), Message = result.Detail ?? "" };
        if (!result.IsDone)
        {
            repeat(response);
        }

        return response;
    }

    private static RequestResponse.Types.Reason ReasonOf(CommandRefusal? refusal) => refusal switch
    {
        null => RequestResponse.Types.Reason.Ok,
        CommandRefusal.NoSuchRoom or CommandRefusal.NoSuchParticipant or CommandRefusal.NoSuchTrack => RequestResponse.Types.Reason.NotFound,
        CommandRefusal.NotAllowed or CommandRefusal.Banned => RequestResponse.Types.Reason.NotAllowed,
        CommandRefusal.LimitReached or CommandRefusal.RoomFull or CommandRefusal.WorkerFull => RequestResponse.Types.Reason.LimitExceeded,
        CommandRefusal.BadArgument or CommandRefusal.BadDescription or CommandRefusal.WrongState => RequestResponse.Types.Reason.InvalidRequest,
        _ => RequestResponse.Types.Reason.UnclassifiedError,
    };
}
