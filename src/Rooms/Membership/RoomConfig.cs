namespace Switchroom.Rooms.Membership;

/// <summary>The settings of one room for one meeting, as the server hands them to the worker. Every limit has its default here.</summary>
public sealed record RoomConfig
{
    /// <summary>The highest <see cref="MaxMixedTalkers"/>.</summary>
    public const int MostMixedTalkers = Mixing.MixOptions.MostTalkers;

    /// <summary>The meeting's id, <c>RM_…</c>; never used again.</summary>
    public required string RoomId { get; init; }

    /// <summary>The room's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whose room it is: names are unique within a domain. Null where there is only one.</summary>
    public string? DomainId { get; init; }

    /// <summary>Wall time of the opening, carried for snapshots; the engine does not compare it.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Most participants, hidden ones not counted; 0 is no limit.</summary>
    public int MaxParticipants { get; init; } = 200;

    /// <summary>How long a room that nobody joined stays open.</summary>
    public TimeSpan EmptyTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a room stays open after the last participant left.</summary>
    public TimeSpan DepartureTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a participant whose signalling is lost may take to resume.</summary>
    public TimeSpan ResumeTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a participant may take to get its first connection up; 0 waits for ever.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>True: a joiner with the user id of one who is in ejects that one.</summary>
    public bool UniqueUserIds { get; init; }

    /// <summary>The room's metadata at opening.</summary>
    public string Metadata { get; init; } = "";

    /// <summary>Most tracks one participant may publish.</summary>
    public int MaxTracksPerParticipant { get; init; } = 24;

    /// <summary>Most track ids one command may name.</summary>
    public int MaxTracksPerCommand { get; init; } = 1000;

    /// <summary>Longest metadata of room or participant, in characters.</summary>
    public int MaxMetadataLength { get; init; } = 64 * 1024;

    /// <summary>Most attributes of a participant.</summary>
    public int MaxAttributes { get; init; } = 64;

    /// <summary>All attribute keys and values of a participant together, in characters.</summary>
    public int MaxAttributesLength { get; init; } = 64 * 1024;

    /// <summary>All session data together, in characters.</summary>
    public int MaxSessionDataLength { get; init; } = 100 * 1024;

    /// <summary>Largest data packet, in bytes.</summary>
    public int MaxDataLength { get; init; } = 64 * 1024;

    /// <summary>Most audio tracks of others that one phone leg's mix takes in at a time, loudest first: 1 to <see cref="MostMixedTalkers"/>.</summary>
    public int MaxMixedTalkers { get; init; } = 8;
}
