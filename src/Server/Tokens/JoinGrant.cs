using System.Collections.Immutable;
using Switchroom.Rooms.Membership;

namespace Switchroom.Server.Tokens;

/// <summary>What a valid token entitles its bearer to, whichever kind of token it was.</summary>
internal sealed record JoinGrant
{
    public required TokenKind Kind { get; init; }

    /// <summary>The tenant whose key signed the token; null for <see cref="TokenKind.Anonymous"/>.</summary>
    public string? DomainId { get; init; }

    /// <summary>The API key that signed the token: when it is revoked, its sessions end.</summary>
    public string? KeyId { get; init; }

    /// <summary>The only room the token is for; null means any room.</summary>
    public string? Room { get; init; }

    /// <summary>LiveKit's identity, unique in the room; null means that one is to be generated.</summary>
    public string? Identity { get; init; }

    /// <summary>Daily's user id, which several participants may share; null where the token has none.</summary>
    public string? UserId { get; init; }

    public string Name { get; init; } = "";

    public string Metadata { get; init; } = "";

    public ImmutableDictionary<string, string> Attributes { get; init; } = ImmutableDictionary<string, string>.Empty;

    public ParticipantKind ParticipantKind { get; init; }

    /// <summary>What the token says of permissions; the room's apply where it is silent.</summary>
    public PermissionsPatch Permissions { get; init; } = new();

    /// <summary>False takes the shared screen away, whatever the permissions say (Daily's <c>enable_screenshare</c>).</summary>
    public bool Screenshare { get; init; } = true;

    /// <summary>An owner of the meeting (Daily).</summary>
    public bool IsOwner { get; init; }

    /// <summary>A LiveKit token creates the room it joins, as it does at LiveKit; a Daily room must exist.</summary>
    public bool MayCreateRoom { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Daily's <c>eject_at_token_exp</c>.</summary>
    public bool EjectAtExpiry { get; init; }

    /// <summary>Daily's <c>eject_after_elapsed</c>.</summary>
    public TimeSpan? EjectAfter { get; init; }

    /// <summary>Whether the token replaces the room's own two ejection properties.</summary>
    public bool OverridesRoomEjection => EjectAtExpiry || EjectAfter is not null;

    /// <summary>The permissions in a room that has these of its own.</summary>
    public ParticipantPermissions PermissionsIn(ParticipantPermissions room)
    {
        ParticipantPermissions permissions = Permissions.ApplyTo(room);
        return Screenshare
            ? permissions
            : permissions with { CanSend = permissions.CanSend & ~(MediaKinds.ScreenVideo | MediaKinds.ScreenAudio) };
    }
}
