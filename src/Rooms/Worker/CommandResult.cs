namespace Switchroom.Rooms.Worker;

/// <summary>What became of a <see cref="WorkerCommand"/>: done, or refused for a named reason. A refused command changed nothing.</summary>
/// <param name="Refusal">Null when the command was carried out.</param>
/// <param name="Detail">A sentence for people when refused; empty otherwise.</param>
public readonly record struct CommandResult(CommandRefusal? Refusal, string Detail)
{
    /// <summary>The command was carried out.</summary>
    public static CommandResult Done => new(null, "");

    /// <summary>True unless refused.</summary>
    public bool IsDone => Refusal is null;

    /// <summary>A refusal with its sentence.</summary>
    public static CommandResult Refused(CommandRefusal refusal, string detail) => new(refusal, detail);
}

/// <summary>Why a worker did not carry out a command.</summary>
public enum CommandRefusal
{
    /// <summary>No room of that id is open on this worker.</summary>
    NoSuchRoom,

    /// <summary>A room of that id is open already.</summary>
    RoomExists,

    /// <summary>The room has as many participants as it may.</summary>
    RoomFull,

    /// <summary>The worker holds as many rooms or participants as it may.</summary>
    WorkerFull,

    /// <summary>The identity was ejected with a ban that lasts as long as the meeting.</summary>
    Banned,

    /// <summary>No participant of that id is in the room.</summary>
    NoSuchParticipant,

    /// <summary>A participant of that id is in the room already.</summary>
    ParticipantExists,

    /// <summary>No track of that id is published in the room, or by that participant.</summary>
    NoSuchTrack,

    /// <summary>The participant's permissions do not allow it.</summary>
    NotAllowed,

    /// <summary>A limit of the room or the participant (tracks, attributes, sizes) is reached; the detail names it.</summary>
    LimitReached,

    /// <summary>The session description or candidate could not be used; the detail says where.</summary>
    BadDescription,

    /// <summary>The command does not fit the present state, e.g. an answer without an offer.</summary>
    WrongState,

    /// <summary>The participant has no phone leg.</summary>
    NoSuchLeg,

    /// <summary>The argument is out of its documented range.</summary>
    BadArgument,

    /// <summary>A defect of the server's showed (<see cref="FaultContained"/>): the participant that the command was about, or its room, has ended.</summary>
    Fault,
}
