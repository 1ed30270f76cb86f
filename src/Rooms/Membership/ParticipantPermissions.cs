namespace Switchroom.Rooms.Membership;

/// <summary>
/// What a participant may do: one model for Daily's <c>permissions</c> object and LiveKit's video grant.
/// Daily: <c>hasPresence</c> is not <see cref="Hidden"/>, <c>canSend</c> is <see cref="CanSend"/>, <c>canReceive</c> is <see cref="CanReceive"/>,
/// <c>canAdmin</c> is <see cref="CanAdmin"/>. LiveKit: <c>canPublish</c> and <c>canPublishSources</c> are <see cref="CanSend"/>,
/// <c>canSubscribe</c> is <see cref="CanReceive"/>, <c>roomAdmin</c> is <see cref="CanAdmin"/>, the others go by their own name.
/// </summary>
public sealed record ParticipantPermissions
{
    /// <summary>Sends and receives everything, administers nothing, is visible.</summary>
    public static readonly ParticipantPermissions Default = new();

    /// <summary>True: other participants never learn of it (nor of its tracks; it should publish none).</summary>
    public bool Hidden { get; init; }

    /// <summary>The kinds of track it may publish.</summary>
    public MediaKinds CanSend { get; init; } = MediaKinds.All;

    /// <summary>Whose tracks it may receive.</summary>
    public ReceivePermissions CanReceive { get; init; } = ReceivePermissions.Everything;

    /// <summary>What it may administer.</summary>
    public AdminRights CanAdmin { get; init; }

    /// <summary>May send data packets.</summary>
    public bool CanPublishData { get; init; } = true;

    /// <summary>May change its own name, metadata and attributes.</summary>
    public bool CanUpdateMetadata { get; init; }

    /// <summary>Is a recorder (LiveKit's <c>recorder</c> grant).</summary>
    public bool Recorder { get; init; }

    /// <summary>Is an agent (LiveKit's <c>agent</c> grant).</summary>
    public bool Agent { get; init; }
}
