using System.Collections.Immutable;
using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Worker;

/// <summary>A room is open.</summary>
/// <param name="Room">The room.</param>
public sealed record RoomOpened(RoomSnapshot Room) : WorkerEvent(Room.RoomId);

/// <summary>The room's metadata, session data or settings changed.</summary>
/// <param name="Room">The room.</param>
public sealed record RoomUpdated(RoomSnapshot Room) : WorkerEvent(Room.RoomId);

/// <summary>The room is closed: empty for its timeout, or by command. Everybody left before (<see cref="ParticipantLeft"/>).</summary>
/// <param name="Room">The room as it was last, empty.</param>
/// <param name="MostParticipants">Most participants that were in at one time, hidden ones not counted.</param>
public sealed record RoomClosed(RoomSnapshot Room, int MostParticipants) : WorkerEvent(Room.RoomId);

/// <summary>Who speaks changed: only the participants whose state or level changed.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Changes">New speakers, new levels, and those that stopped.</param>
public sealed record SpeakersChanged(string RoomId, ImmutableArray<Speaker> Changes) : WorkerEvent(RoomId);

/// <summary>How good connections are, for those that changed.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="Changes">By participant.</param>
public sealed record ConnectionQualityChanged(string RoomId, ImmutableArray<ConnectionQualityReport> Changes) : WorkerEvent(RoomId);

/// <summary>The connection quality of a participant.</summary>
/// <param name="ParticipantId">Who.</param>
/// <param name="Quality">In words.</param>
/// <param name="Score">Estimated opinion score, 1 to 5.</param>
public readonly record struct ConnectionQualityReport(string ParticipantId, ConnectionQuality Quality, float Score);

/// <summary>Connection quality in words.</summary>
public enum ConnectionQuality
{
    /// <summary>Much is lost.</summary>
    Poor,

    /// <summary>Some is lost.</summary>
    Good,

    /// <summary>Nothing to complain of.</summary>
    Excellent,

    /// <summary>No contact now.</summary>
    Lost,
}
