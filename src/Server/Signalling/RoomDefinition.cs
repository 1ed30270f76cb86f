using Switchroom.Rooms.Membership;

namespace Switchroom.Server.Signalling;

/// <summary>What admission needs to know of a room that was made by the API.</summary>
internal sealed record RoomDefinition
{
    public required string Name { get; init; }

    /// <summary>Settings of the meeting that opens with the first join; <see cref="RoomConfig.RoomId"/> is replaced by a new one.</summary>
    public required RoomConfig Config { get; init; }

    /// <summary>A private room needs a token.</summary>
    public bool IsPrivate { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public bool EjectAtExpiry { get; init; }

    public TimeSpan? EjectAfter { get; init; }

    /// <summary>Hidden participants are allowed (Daily's <c>enable_hidden_participants</c>).</summary>
    public bool AllowsHidden { get; init; } = true;

    /// <summary>What participants may do where their token is silent.</summary>
    public ParticipantPermissions Permissions { get; init; } = ParticipantPermissions.Default;
}
