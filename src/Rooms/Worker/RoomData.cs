using Switchroom.Rooms.Membership;
using Switchroom.WebRtc;

namespace Switchroom.Rooms.Worker;

/// <summary>Data packets of a room: who may send them, and whom they go to.</summary>
internal sealed class RoomData(Room room, IReadOnlyDictionary<string, ParticipantMedia> participants)
{
    public CommandResult Send(SendData command, TimeSpan now)
    {
        if (command.Payload.Length > room.Snapshot.Config.MaxDataLength)
        {
            return CommandResult.Refused(CommandRefusal.LimitReached, $"a data packet has at most {room.Snapshot.Config.MaxDataLength} bytes");
        }

        if (command.SenderId is { } senderId && room.Find(senderId) is not { Permissions.CanPublishData: true })
        {
            return CommandResult.Refused(CommandRefusal.NotAllowed, "may not send data");
        }

        var toAll = command.DestinationIds.IsDefaultOrEmpty && command.DestinationIdentities.IsDefaultOrEmpty;
        foreach (var media in participants.Values)
        {
            var participant = media.Participant;
            if (participant.Id != command.SenderId && (toAll || IsNamed(command, participant)))
            {
                Send(media, command, now);
            }
        }

        return CommandResult.Done;
    }

    /// <summary>A participant sent a packet; whom it is for is written inside, which others read.</summary>
    public void Receive(Participant sender, DataMessageReceived message)
    {
        if (sender.Permissions.CanPublishData && message.Payload.Length <= room.Snapshot.Config.MaxDataLength)
        {
            room.Tell(new DataReceived(room.Snapshot.RoomId, sender.Id, ParticipantData.IsReliable(message.Channel), message.Payload));
        }
    }

    private static void Send(ParticipantMedia media, SendData command, TimeSpan now)
    {
        try
        {
            media.SendData(command.Payload, command.Reliable, now);
        }
#pragma warning disable CA1031 // contained: FaultContainment
        catch (Exception fault)
#pragma warning restore CA1031
        {
            media.Blame(fault);
        }
    }

    private static bool IsNamed(SendData command, Participant participant) =>
        (!command.DestinationIds.IsDefaultOrEmpty && command.DestinationIds.Contains(participant.Id))
        || (!command.DestinationIdentities.IsDefaultOrEmpty && command.DestinationIdentities.Contains(participant.Snapshot.Identity));
}
