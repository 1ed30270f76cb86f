using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Worker;

/// <summary>One room with its media: carries out what the room's state decides.</summary>
internal sealed class RoomHost(Room room) : Timed, IDisposable
{
    public Room Room { get; } = room;

    public override TimeSpan? NextDeadline => Room.NextDeadline;

    public CommandResult Handle(WorkerCommand command, TimeSpan now)
    {
        if (command is ResumeParticipant resume)
        {
            return Resume(resume, now);
        }

        return Room.Handle(command, now);
    }

    public override void HandleDeadline(TimeSpan now) => Room.HandleDeadline(now);

    /// <summary>Reacts to what happened in the room and passes it on.</summary>
    public void Settle(Queue<WorkerEvent> events, TimeSpan now)
    {
        while (Room.TryTakeEvent(out var happened))
        {
            events.Enqueue(happened);
        }
    }

    public void Dispose()
    {
    }

    private CommandResult Resume(ResumeParticipant command, TimeSpan now)
    {
        if (Room.Find(command.ParticipantId) is not { } participant)
        {
            return CommandResult.Refused(CommandRefusal.NoSuchParticipant, $"no participant {command.ParticipantId}");
        }

        Room.Resumed(participant, isConnected: false, now);
        return CommandResult.Done;
    }
}
