using System.Collections.Immutable;

namespace Switchroom.Rooms.Membership;

/// <summary>Whose media of which kinds a participant may receive (Daily's <c>canReceive</c>).</summary>
public sealed record ReceivePermissions
{
    /// <summary>Everything from everybody.</summary>
    public static readonly ReceivePermissions Everything = new();

    /// <summary>Nothing from anybody.</summary>
    public static readonly ReceivePermissions Nothing = new() { Base = MediaKinds.None };

    /// <summary>From those that neither dictionary names.</summary>
    public MediaKinds Base { get; init; } = MediaKinds.All;

    /// <summary>By the publisher's user id (or identity); goes before <see cref="Base"/>.</summary>
    public ImmutableDictionary<string, MediaKinds> ByUserId { get; init; } = ImmutableDictionary<string, MediaKinds>.Empty;

    /// <summary>By the publisher's participant id; goes before <see cref="ByUserId"/>.</summary>
    public ImmutableDictionary<string, MediaKinds> ByParticipantId { get; init; } = ImmutableDictionary<string, MediaKinds>.Empty;

    /// <summary>The kinds that may be received from one publisher.</summary>
    public MediaKinds From(string participantId, string userId) =>
        ByParticipantId.TryGetValue(participantId, out var kinds) || ByUserId.TryGetValue(userId, out kinds) ? kinds : Base;
}
