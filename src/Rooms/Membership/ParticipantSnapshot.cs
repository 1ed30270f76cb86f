using System.Collections.Immutable;

namespace Switchroom.Rooms.Membership;

/// <summary>A participant as it was after some command: immutable.</summary>
public sealed record ParticipantSnapshot
{
    /// <summary>The participant's id: LiveKit's <c>sid</c>, Daily's <c>session_id</c>.</summary>
    public required string ParticipantId { get; init; }

    /// <summary>Unique in the room.</summary>
    public required string Identity { get; init; }

    /// <summary>Daily's <c>user_id</c>; the identity when none was given.</summary>
    public required string UserId { get; init; }

    /// <summary>The name people see.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the participant is.</summary>
    public ParticipantKind Kind { get; init; }

    /// <summary>True for an owner of the meeting (Daily).</summary>
    public bool IsOwner { get; init; }

    /// <summary>How far it is.</summary>
    public ParticipantState State { get; init; }

    /// <summary>What it may do.</summary>
    public ParticipantPermissions Permissions { get; init; } = ParticipantPermissions.Default;

    /// <summary>Free text.</summary>
    public string Metadata { get; init; } = "";

    /// <summary>Keys and values.</summary>
    public ImmutableDictionary<string, string> Attributes { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Its published tracks, oldest first.</summary>
    public ImmutableArray<TrackSnapshot> Tracks { get; init; } = [];

    /// <summary>Grows with each join of the room.</summary>
    public long JoinOrder { get; init; }

    /// <summary>Grows with each change of this participant (LiveKit's <c>version</c>).</summary>
    public uint Version { get; init; }

    /// <summary>Wall time of the join.</summary>
    public DateTimeOffset JoinedAt { get; init; }

    /// <summary>Wall time of the ejection that was fixed at the join; null for never.</summary>
    public DateTimeOffset? WillEjectAt { get; init; }

    /// <summary>Set once it is gone.</summary>
    public LeaveReason? LeaveReason { get; init; }

    /// <summary>True when it publishes anything and is not hidden.</summary>
    public bool IsPublisher => Tracks.Length > 0 && !Permissions.Hidden;

    /// <summary>Whether another participant learns of this one: everybody sees itself, and all see those who are not hidden.</summary>
    public bool IsVisibleTo(string participantId) => !Permissions.Hidden || participantId == ParticipantId;
}
