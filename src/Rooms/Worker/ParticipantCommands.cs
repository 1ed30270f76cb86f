using System.Collections.Immutable;
using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Worker;

/// <summary>
/// Adds a participant. Answered by <see cref="ParticipantJoined"/>. A participant of the same identity that is in already leaves
/// first, with <see cref="LeaveReason.DuplicateIdentity"/>.
/// </summary>
/// <param name="RoomId">The room, which must be open.</param>
/// <param name="ParticipantId">A new UUID.</param>
/// <param name="Profile">Who it is and what it may do.</param>
public sealed record Join(string RoomId, string ParticipantId, ParticipantProfile Profile) : ParticipantCommand(RoomId, ParticipantId);

/// <summary>The participant goes by its own will. Answered by <see cref="ParticipantLeft"/>.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
/// <param name="Reason">Why.</param>
public sealed record Leave(string RoomId, string ParticipantId, LeaveReason Reason = LeaveReason.ClientInitiated)
    : ParticipantCommand(RoomId, ParticipantId);

/// <summary>Removes participants. Unknown ids are no error. Each that goes is told by <see cref="ParticipantLeft"/>.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantIds">Participants by id.</param>
/// <param name="UserIds">Participants by user id or identity.</param>
/// <param name="Ban">True refuses the same user ids and identities as long as the meeting lasts.</param>
public sealed record Eject(string RoomId, ImmutableArray<string> ParticipantIds, ImmutableArray<string> UserIds, bool Ban) : WorkerCommand(RoomId);

/// <summary>
/// The participant's signalling came back after an interruption: the state stays, transports restart ICE (a <see cref="SubscriberOffer"/>
/// with new credentials follows when there is a subscriber connection).
/// </summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
public sealed record ResumeParticipant(string RoomId, string ParticipantId) : ParticipantCommand(RoomId, ParticipantId);

/// <summary>
/// The participant's signalling connection is gone; without <see cref="ResumeParticipant"/> it leaves after
/// <see cref="RoomConfig.ResumeTimeout"/> with <see cref="LeaveReason.SignalClosed"/>.
/// </summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
public sealed record SuspendParticipant(string RoomId, string ParticipantId) : ParticipantCommand(RoomId, ParticipantId);

/// <summary>Changes permissions; a patch, so concurrent patches do not undo each other. Answered by <see cref="ParticipantUpdated"/>.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant, or null for everybody who is in.</param>
/// <param name="Patch">What changes.</param>
public sealed record UpdatePermissions(string RoomId, string? ParticipantId, PermissionsPatch Patch) : WorkerCommand(RoomId);

/// <summary>
/// Changes name, metadata or attributes. Answered by <see cref="ParticipantUpdated"/>. <see cref="ByItself"/> commands need
/// <see cref="ParticipantPermissions.CanUpdateMetadata"/>.
/// </summary>
/// <param name="RoomId">The room.</param>
/// <param name="ParticipantId">The participant.</param>
public sealed record UpdateParticipant(string RoomId, string ParticipantId) : ParticipantCommand(RoomId, ParticipantId)
{
    /// <summary>The new name; null keeps it.</summary>
    public string? Name { get; init; }

    /// <summary>The new metadata; null keeps it.</summary>
    public string? Metadata { get; init; }

    /// <summary>Attributes to set; an empty value removes the key. Others stay.</summary>
    public ImmutableDictionary<string, string> Attributes { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>True when the participant asks for itself, so that its permissions are asked; false for the server.</summary>
    public bool ByItself { get; init; }
}
