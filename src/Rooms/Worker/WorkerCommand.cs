namespace Switchroom.Rooms.Worker;

/// <summary>
/// What other threads may ask of a <see cref="MediaWorker"/>. A closed set: commands are derived only in this project.
/// Commands are immutable; <see cref="MediaWorker.Handle"/> answers each with a <see cref="CommandResult"/>.
/// </summary>
public abstract record WorkerCommand
{
    private protected WorkerCommand(string roomId) => RoomId = roomId;

    /// <summary>The room (<c>RM_…</c>): one meeting, from its opening to its end.</summary>
    public string RoomId { get; }
}

/// <summary>A command about one participant of a room.</summary>
public abstract record ParticipantCommand : WorkerCommand
{
    private protected ParticipantCommand(string roomId, string participantId)
        : base(roomId) => ParticipantId = participantId;

    /// <summary>The participant's id: LiveKit's <c>sid</c>, Daily's <c>session_id</c>.</summary>
    public string ParticipantId { get; }
}
