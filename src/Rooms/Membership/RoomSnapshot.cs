using System.Collections.Immutable;

namespace Switchroom.Rooms.Membership;

/// <summary>
/// A room as it was after some command: immutable, readable on any thread. Events carry the parts that changed;
/// <see cref="Version"/> orders snapshots and events of a room.
/// </summary>
public sealed record RoomSnapshot
{
    /// <summary>The settings.</summary>
    public required RoomConfig Config { get; init; }

    /// <summary>Grows with each change.</summary>
    public long Version { get; init; }

    /// <summary>The meeting's id.</summary>
    public string RoomId => Config.RoomId;

    /// <summary>The room's name.</summary>
    public string Name => Config.Name;

    /// <summary>The metadata now.</summary>
    public string Metadata { get; init; } = "";

    /// <summary>Session data: top-level keys with their values as JSON text.</summary>
    public ImmutableDictionary<string, string> SessionData { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Everybody who is in, hidden ones too, by participant id.</summary>
    public ImmutableDictionary<string, ParticipantSnapshot> Participants { get; init; } = ImmutableDictionary<string, ParticipantSnapshot>.Empty;

    /// <summary>Those who speak, loudest first.</summary>
    public ImmutableArray<Speaker> Speakers { get; init; } = [];

    /// <summary>Participants that are not hidden.</summary>
    public int VisibleCount => Participants.Values.Count(participant => !participant.Permissions.Hidden);

    /// <summary>Participants that publish.</summary>
    public int PublisherCount => Participants.Values.Count(participant => !participant.Permissions.Hidden && participant.Tracks.Length > 0);

    /// <summary>The others that one participant learns of, in the order they joined.</summary>
    public IEnumerable<ParticipantSnapshot> OthersSeenBy(string participantId) =>
        Participants.Values.Where(other => other.ParticipantId != participantId && other.IsVisibleTo(participantId)).OrderBy(other => other.JoinOrder);

    /// <summary>A participant by identity, if in.</summary>
    public ParticipantSnapshot? ByIdentity(string identity) => Participants.Values.FirstOrDefault(participant => participant.Identity == identity);
}
