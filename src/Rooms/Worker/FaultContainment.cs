using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Worker;

/// <summary>
/// What becomes of a defect of ours that shows as an exception: its participant is removed; where that fails, or nobody in particular is concerned, its room
/// closes; where that fails too, the room is given up. Each step tells those outside as if it had been asked for, and nobody else's call ends.
/// </summary>
internal sealed class FaultContainment(WorkerContext context, Queue<WorkerEvent> events)
{
    /// <summary>True when there is something for <see cref="TryTake"/>.</summary>
    public bool IsNeeded => context.Faults.Count > 0;

    /// <summary>The next fault that was noted while others were served; it is counted and told.</summary>
    public bool TryTake(out Fault fault)
    {
        if (!context.Faults.TryDequeue(out fault))
        {
            return false;
        }

        context.Counters.Faults++;
        events.Enqueue(new FaultContained(fault.Room.RoomId, fault.ParticipantId, fault.Exception));
        return true;
    }

    /// <summary>What takes the cause of a fault out of the room; null when that is out already.</summary>
    public static WorkerCommand? RemedyFor(in Fault fault)
    {
        if (fault.ParticipantId is not { } participantId)
        {
            return new CloseRoom(fault.Room.RoomId, LeaveReason.StateMismatch);
        }

        return fault.Room.Room.Find(participantId) is { } participant
            ? new Leave(fault.Room.RoomId, participantId, participant.Profile.Kind == ParticipantKind.Sip ? LeaveReason.MediaFailure : LeaveReason.StateMismatch)
            : null;
    }
}
