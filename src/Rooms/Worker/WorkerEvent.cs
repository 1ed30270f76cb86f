namespace Switchroom.Rooms.Worker;

/// <summary>
/// What a <see cref="MediaWorker"/> tells the server. A closed set: events are derived only in this project. They come in the order
/// in which things happened; after each, <see cref="MediaWorker.Snapshots"/> is at least as new.
/// </summary>
public abstract record WorkerEvent
{
    private protected WorkerEvent(string roomId) => RoomId = roomId;

    /// <summary>The room (<c>RM_…</c>).</summary>
    public string RoomId { get; }
}

/// <summary>An event about, or for, one participant.</summary>
public abstract record ParticipantEvent : WorkerEvent
{
    private protected ParticipantEvent(string roomId, string participantId)
        : base(roomId) => ParticipantId = participantId;

    /// <summary>The participant's id.</summary>
    public string ParticipantId { get; }
}
