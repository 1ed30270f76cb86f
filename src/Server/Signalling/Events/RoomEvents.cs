using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;
using Switchroom.Server.Signalling.Translation;
using Wire = Switchroom.Server.Signalling.Protocol;

namespace Switchroom.Server.Signalling.Events;

/// <summary>What concerns everybody in a room.</summary>
internal sealed class RoomEvents(EventRouter router, RoomDirectory rooms)
{
    public void Updated(RoomUpdated updated) =>
        router.Broadcast(updated.RoomId, new Wire.SignalResponse { RoomUpdate = new Wire.RoomUpdate { Room = RoomInfo.Of(updated.Room) } });

    public void Speakers(SpeakersChanged changed)
    {
        RoomSnapshot? room = rooms.FindById(changed.RoomId);
        Wire.SpeakersChanged update = new();
        update.Speakers.Add(changed.Changes.Where(speaker => !IsHidden(room, speaker.ParticipantId)).Select(speaker => new Wire.SpeakerInfo
        {
            Sid = ParticipantSid.FromId(speaker.ParticipantId),
            Level = speaker.Level,
            Active = speaker.Active,
        }));
        if (update.Speakers.Count > 0)
        {
            router.Broadcast(changed.RoomId, new Wire.SignalResponse { SpeakersChanged = update });
        }
    }

    public void Quality(ConnectionQualityChanged changed)
    {
        RoomSnapshot? room = rooms.FindById(changed.RoomId);
        Wire.ConnectionQualityUpdate update = new();
        update.Updates.Add(changed.Changes.Where(report => !IsHidden(room, report.ParticipantId)).Select(report => new Wire.ConnectionQualityInfo
        {
            ParticipantSid = ParticipantSid.FromId(report.ParticipantId),
            Quality = (Wire.ConnectionQuality)(int)report.Quality,
            Score = report.Score,
        }));
        if (update.Updates.Count > 0)
        {
            router.Broadcast(changed.RoomId, new Wire.SignalResponse { ConnectionQuality = update });
        }
    }

    private static bool IsHidden(RoomSnapshot? room, string participantId) =>
        room?.Participants.GetValueOrDefault(participantId)?.Permissions.Hidden is true;
}
