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

    /// <summary>LiveKit's identity or Daily's user id; null means that one is to be generated.</summary>
    public string? Identity { get; init; }

    public string Name { get; init; } = "";

    public string Metadata { get; init; } = "";

    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>LiveKit's participant kind as its token spells it: <c>standard</c>, <c>agent</c>, <c>ingress</c>, <c>egress</c>, <c>sip</c>.</summary>
    public string ParticipantKind { get; init; } = "standard";

    public MediaSources CanPublish { get; init; } = MediaSources.All;

    public bool CanSubscribe { get; init; } = true;

    public bool CanPublishData { get; init; } = true;

    public bool CanUpdateOwnMetadata { get; init; }

    /// <summary>Nobody else sees this participant: LiveKit's <c>hidden</c>, Daily's <c>hasPresence: false</c>.</summary>
    public bool Hidden { get; init; }

    /// <summary>May administer the call: LiveKit's <c>roomAdmin</c>, Daily's owner.</summary>
    public bool Owner { get; init; }

    /// <summary>A LiveKit token creates the room it joins, as it does at LiveKit; a Daily room must exist.</summary>
    public bool MayCreateRoom { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Daily's <c>eject_at_token_exp</c>.</summary>
    public bool EjectAtExpiry { get; init; }

    /// <summary>Daily's <c>eject_after_elapsed</c>.</summary>
    public TimeSpan? EjectAfter { get; init; }

    /// <summary>Daily's permissions as the token has them, null where it has none and the room's apply.</summary>
    public DailyPermissions? DailyPermissions { get; init; }

    /// <summary>Whether the token replaces the room's own two ejection properties.</summary>
    public bool OverridesRoomEjection => EjectAtExpiry || EjectAfter is not null;
}
