using System.Collections.Immutable;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Requests;

/// <summary>A participant that renames or describes itself.</summary>
internal static class MetadataRequests
{
    /// <summary>The protocol cannot tell an empty text from an absent one, so an empty one keeps what there is.</summary>
    public static WorkerCommand Update(SignalParticipant from, UpdateParticipantMetadata request) =>
        new UpdateParticipant(from.RoomId, from.ParticipantId)
        {
            Name = request.Name.Length > 0 ? request.Name : null,
            Metadata = request.Metadata.Length > 0 ? request.Metadata : null,
            Attributes = request.Attributes.ToImmutableDictionary(),
            ByItself = true,
        };
}
