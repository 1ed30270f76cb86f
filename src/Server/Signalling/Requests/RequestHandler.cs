using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;
using Switchroom.Server.Settings;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Requests;

/// <summary>
/// Takes each message of a client to the handler of its kind. Requests become commands to the room; what the room makes of them comes
/// back to everybody as events.
/// </summary>
internal sealed partial class RequestHandler(RoomDirectory rooms, SignallingSettings settings, TimeProvider time, ILogger<RequestHandler> logger)
{
    /// <summary>Handles one message; the next is read when this is done, so a client's messages keep their order.</summary>
    public ValueTask HandleAsync(SignalParticipant from, SignalRequest request)
    {
        WorkerCommand? command = request.MessageCase switch
        {
            SignalRequest.MessageOneofCase.Offer => NegotiationRequests.Offer(from, request.Offer),
            SignalRequest.MessageOneofCase.Answer => NegotiationRequests.Answer(from, request.Answer),
            SignalRequest.MessageOneofCase.Trickle => NegotiationRequests.Trickle(from, request.Trickle, settings),
            SignalRequest.MessageOneofCase.Mute => TrackRequestHandlers.Mute(from, request.Mute),
            SignalRequest.MessageOneofCase.UpdateLayers => TrackRequestHandlers.Layers(from, request.UpdateLayers),
            SignalRequest.MessageOneofCase.Subscription => SubscriptionRequests.Subscribe(from, request.Subscription),
            SignalRequest.MessageOneofCase.TrackSetting => SubscriptionRequests.Settings(from, request.TrackSetting),
            SignalRequest.MessageOneofCase.SubscriptionPermission => SubscriptionRequests.Permission(from, request.SubscriptionPermission),
            SignalRequest.MessageOneofCase.SyncState => SubscriptionRequests.Sync(from, request.SyncState),
            SignalRequest.MessageOneofCase.Leave => new Leave(from.RoomId, from.ParticipantId),
            SignalRequest.MessageOneofCase.Simulate => ScenarioRequests.Simulate(from, request.Simulate),
            SignalRequest.MessageOneofCase.Ping => PingRequests.Ping(from, time),
            SignalRequest.MessageOneofCase.PingReq => PingRequests.Ping(from, request.PingReq, time),
            _ => null,
        };

        return command is not null ? CarryOutAsync(from, command) : AnswerAsync(from, request);
    }

    /// <summary>Requests whose refusal the client is told.</summary>
    private ValueTask AnswerAsync(SignalParticipant from, SignalRequest request) => request.MessageCase switch
    {
        SignalRequest.MessageOneofCase.AddTrack => AddTrackAsync(from, request.AddTrack),
        SignalRequest.MessageOneofCase.UpdateMetadata => UpdateMetadataAsync(from, request.UpdateMetadata),
        SignalRequest.MessageOneofCase.PublishDataTrackRequest => RefuseDataTrack(from, request.PublishDataTrackRequest),
        _ => ValueTask.CompletedTask,
    };

    private async ValueTask CarryOutAsync(SignalParticipant from, WorkerCommand command)
    {
        CommandResult result = await rooms.SendAsync(command);
        if (!result.IsDone)
        {
            LogRefused(logger, command.GetType().Name, from.ParticipantId, result.Refusal!.Value, result.Detail);
        }
    }

    private async ValueTask AddTrackAsync(SignalParticipant from, Protocol.AddTrackRequest request)
    {
        CommandResult result = await rooms.SendAsync(TrackRequestHandlers.Add(from, request));
        if (!result.IsDone)
        {
            LogRefused(logger, nameof(Protocol.AddTrackRequest), from.ParticipantId, result.Refusal!.Value, result.Detail);
            from.Send(new SignalResponse { RequestResponse = RequestResponses.Of(result, response => response.AddTrack = request) });
        }
    }

    private async ValueTask UpdateMetadataAsync(SignalParticipant from, UpdateParticipantMetadata request)
    {
        CommandResult result = await rooms.SendAsync(MetadataRequests.Update(from, request));
        RequestResponse response = RequestResponses.Of(result, refused => refused.UpdateMetadata = request);
        response.RequestId = request.RequestId;
        from.Send(new SignalResponse { RequestResponse = response });
    }

    private static ValueTask RefuseDataTrack(SignalParticipant from, PublishDataTrackRequest request)
    {
        from.Send(new SignalResponse
        {
            RequestResponse = new RequestResponse
            {
                Reason = RequestResponse.Types.Reason.UnsupportedType,
                Message = "data tracks are not spoken here",
                PublishDataTrack = request,
            },
        });
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Information, "{Request} of participant {ParticipantId} refused: {Refusal} {Detail}")]
    private static partial void LogRefused(ILogger logger, string request, string participantId, CommandRefusal refusal, string detail);
}
