using Switchroom.Rooms.Worker;
using Switchroom.Server.Signalling.Translation;
using Wire = Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Requests;

/// <summary>What a publisher says of its own tracks.</summary>
internal static class TrackRequestHandlers
{
    public static WorkerCommand Add(SignalParticipant from, Wire.AddTrackRequest request) =>
        new AddTrackRequest(from.RoomId, from.ParticipantId, TrackRequests.Of(request));

    public static WorkerCommand Mute(SignalParticipant from, Wire.MuteTrackRequest request) =>
        new MuteTrack(from.RoomId, from.ParticipantId, request.Sid, request.Muted);

    public static WorkerCommand Layers(SignalParticipant from, Wire.UpdateVideoLayers request) =>
        new UpdateVideoLayers(from.RoomId, from.ParticipantId, request.TrackSid, TrackRequests.LayersOf(request.Layers));
}
