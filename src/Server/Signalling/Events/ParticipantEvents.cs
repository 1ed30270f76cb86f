using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;
using Wire = Switchroom.Server.Signalling.Protocol;
using ParticipantInfo = Switchroom.Server.Signalling.Translation.ParticipantInfo;

namespace Switchroom.Server.Signalling.Events;

/// <summary>Who comes, changes and goes.</summary>
internal sealed class ParticipantEvents(EventRouter router, SignalParticipants participants, JoinResponses responses, RoomDirectory rooms)
{
    /// <summary>The joiner gets the whole room; the others get the joiner.</summary>
    public void Joined(ParticipantJoined joined)
    {
        if (participants.Find(joined.ParticipantId) is { } self)
        {
            self.Send(new Wire.SignalResponse { Join = responses.Join(joined.Room, joined.Participant, self.HasOneConnection) });
            self.HasJoined = true;
        }

        if (!joined.Participant.Permissions.Hidden)
        {
            router.Broadcast(joined.RoomId, Update(ParticipantInfo.Of(joined.Participant)), except: joined.ParticipantId);
        }
    }

    /// <summary>One that hides leaves the others' lists; one that shows itself enters them.</summary>
    public void Updated(ParticipantUpdated updated)
    {
        bool hidden = updated.Participant.Permissions.Hidden;
        participants.Find(updated.ParticipantId)?.Send(Update(ParticipantInfo.Of(updated.Participant)));
        if (!hidden)
        {
            router.Broadcast(updated.RoomId, Update(ParticipantInfo.Of(updated.Participant)), except: updated.ParticipantId);
        }
        else if (!updated.Before.Permissions.Hidden)
        {
            router.Broadcast(updated.RoomId, Update(ParticipantInfo.Gone(updated.Participant)), except: updated.ParticipantId);
        }
    }

    public void Left(ParticipantLeft left)
    {
        if (participants.Find(left.ParticipantId) is { } self)
        {
            participants.Remove(self);
            self.Send(new Wire.SignalResponse { Leave = LeaveRequests.Of(left.Reason) });
            self.Connection?.Close(ConnectionEnd.Normal);
        }

        if (left.Participant.Permissions.Hidden)
        {
            return;
        }

        Wire.ParticipantInfo gone = ParticipantInfo.Gone(left.Participant);
        router.Broadcast(left.RoomId, Update(gone));
        foreach (SignalParticipant absent in participants.InRoom(left.RoomId).Where(member => member.Connection is null))
        {
            absent.Miss(gone);
        }
    }

    /// <summary>Sent from this thread, so that a sender's packets keep their order.</summary>
    public void Data(DataReceived data)
    {
        if (rooms.FindById(data.RoomId)?.Participants.GetValueOrDefault(data.ParticipantId) is { } sender
            && DataPackets.Forward(data, sender) is { } send)
        {
            rooms.Post(send);
        }
    }

    private static Wire.SignalResponse Update(Wire.ParticipantInfo info) =>
        new() { Update = new Wire.ParticipantUpdate { Participants = { info } } };
}
