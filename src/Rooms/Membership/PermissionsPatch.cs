using System.Collections.Immutable;

namespace Switchroom.Rooms.Membership;

/// <summary>
/// A change of permissions. Null keeps a value. Values are overwritten whole, except that the three parts of
/// <c>canReceive</c> are separate: giving one leaves the other two.
/// </summary>
public sealed record PermissionsPatch
{
    /// <summary>See <see cref="ParticipantPermissions.Hidden"/>.</summary>
    public bool? Hidden { get; init; }

    /// <summary>See <see cref="ParticipantPermissions.CanSend"/>. Published tracks of a kind no longer allowed are unpublished.</summary>
    public MediaKinds? CanSend { get; init; }

    /// <summary>See <see cref="ReceivePermissions.Base"/>.</summary>
    public MediaKinds? CanReceiveBase { get; init; }

    /// <summary>See <see cref="ReceivePermissions.ByUserId"/>.</summary>
    public ImmutableDictionary<string, MediaKinds>? CanReceiveByUserId { get; init; }

    /// <summary>See <see cref="ReceivePermissions.ByParticipantId"/>.</summary>
    public ImmutableDictionary<string, MediaKinds>? CanReceiveByParticipantId { get; init; }

    /// <summary>See <see cref="ParticipantPermissions.CanAdmin"/>.</summary>
    public AdminRights? CanAdmin { get; init; }

    /// <summary>See <see cref="ParticipantPermissions.CanPublishData"/>.</summary>
    public bool? CanPublishData { get; init; }

    /// <summary>See <see cref="ParticipantPermissions.CanUpdateMetadata"/>.</summary>
    public bool? CanUpdateMetadata { get; init; }

    /// <summary>The permissions after this change.</summary>
    public ParticipantPermissions ApplyTo(ParticipantPermissions permissions) => permissions with
    {
        Hidden = Hidden ?? permissions.Hidden,
        CanSend = CanSend ?? permissions.CanSend,
        CanReceive = permissions.CanReceive with
        {
            Base = CanReceiveBase ?? permissions.CanReceive.Base,
            ByUserId = CanReceiveByUserId ?? permissions.CanReceive.ByUserId,
            ByParticipantId = CanReceiveByParticipantId ?? permissions.CanReceive.ByParticipantId,
        },
        CanAdmin = CanAdmin ?? permissions.CanAdmin,
        CanPublishData = CanPublishData ?? permissions.CanPublishData,
        CanUpdateMetadata = CanUpdateMetadata ?? permissions.CanUpdateMetadata,
    };
}
