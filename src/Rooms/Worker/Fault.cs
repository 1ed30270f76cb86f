namespace Switchroom.Rooms.Worker;

/// <summary>A defect of ours that showed: an exception while something was done for a room.</summary>
/// <param name="Room">The room.</param>
/// <param name="ParticipantId">Whose connection, leg or command it was; null where that cannot be told.</param>
/// <param name="Exception">What was thrown.</param>
internal readonly record struct Fault(RoomHost Room, string? ParticipantId, Exception Exception);

/// <summary>
/// A defect of the server's, kept from the others: the participant it showed at was removed (browsers are asked to join anew), or, where it cannot be told
/// whose it is, the room closed. For the log.
/// </summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant; null when the room closed.</param>
/// <param name="Exception">What was thrown.</param>
public sealed record FaultContained(string RoomId, string? ParticipantId, Exception Exception) : WorkerEvent(RoomId);
