using System.Collections.Immutable;

namespace Switchroom.Rooms.Membership;

/// <summary>Who joins: what a token or a dial-out request says of a participant.</summary>
public sealed record ParticipantProfile
{
    /// <summary>Unique in the room; a second joiner of the same identity replaces the first.</summary>
    public required string Identity { get; init; }

    /// <summary>Daily's <c>user_id</c>, which several participants may share; null when it is the identity.</summary>
    public string? UserId { get; init; }

    /// <summary>The name people see.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the participant is.</summary>
    public ParticipantKind Kind { get; init; }

    /// <summary>True for an owner of the meeting (Daily).</summary>
    public bool IsOwner { get; init; }

    /// <summary>What it may do.</summary>
    public ParticipantPermissions Permissions { get; init; } = ParticipantPermissions.Default;

    /// <summary>Free text set by the server or token.</summary>
    public string Metadata { get; init; } = "";

    /// <summary>Keys and values, LiveKit's <c>sip.*</c> among them.</summary>
    public ImmutableDictionary<string, string> Attributes { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>True: gets every track it may receive without asking.</summary>
    public bool AutoSubscribe { get; init; } = true;

    /// <summary>True: video is paused for a subscriber that has not said it shows it (LiveKit's <c>adaptive_stream</c>).</summary>
    public bool AdaptiveStream { get; init; }

    /// <summary>True: publishes and subscribes on one WebRTC connection, which its client always offers (LiveKit's <c>/rtc/v1</c>).</summary>
    public bool SingleConnection { get; init; }

    /// <summary>Time until ejection, counted from the join; null for never.</summary>
    public TimeSpan? EjectAfter { get; init; }

    /// <summary>Wall time of the join, carried for snapshots; the engine does not compare it.</summary>
    public DateTimeOffset JoinedAt { get; init; }
}

/// <summary>What a participant is.</summary>
public enum ParticipantKind
{
    /// <summary>A browser or app.</summary>
    Standard,

    /// <summary>A stream brought in.</summary>
    Ingress,

    /// <summary>A recorder.</summary>
    Egress,

    /// <summary>A phone or SIP endpoint.</summary>
    Sip,

    /// <summary>A program that takes part.</summary>
    Agent,
}

/// <summary>How far a participant is.</summary>
public enum ParticipantState
{
    /// <summary>Joined, not connected yet.</summary>
    Joined,

    /// <summary>Its media is connected (for a phone: the call is answered).</summary>
    Active,

    /// <summary>Its signalling is lost; it may resume.</summary>
    Suspended,

    /// <summary>Gone.</summary>
    Disconnected,
}

/// <summary>Why a participant went.</summary>
public enum LeaveReason
{
    /// <summary>It said so.</summary>
    ClientInitiated,

    /// <summary>Another joined with its identity or unique user id.</summary>
    DuplicateIdentity,

    /// <summary>The server stops.</summary>
    ServerShutdown,

    /// <summary>Ejected by the API or an administrator.</summary>
    Removed,

    /// <summary>Its time is up (<see cref="ParticipantProfile.EjectAfter"/>).</summary>
    Expired,

    /// <summary>The room was deleted.</summary>
    RoomDeleted,

    /// <summary>The room was closed.</summary>
    RoomClosed,

    /// <summary>The client and we disagree about its state; it has to join anew.</summary>
    StateMismatch,

    /// <summary>Its connection never came up.</summary>
    JoinFailure,

    /// <summary>Its signalling was lost and did not resume.</summary>
    SignalClosed,

    /// <summary>Its media connection was lost.</summary>
    ConnectionTimeout,

    /// <summary>A phone: busy, no answer, unknown.</summary>
    UserUnavailable,

    /// <summary>A phone: declined.</summary>
    UserRejected,

    /// <summary>A phone: the trunk failed.</summary>
    TrunkFailure,

    /// <summary>A phone: no usable media.</summary>
    MediaFailure,

    /// <summary>A phone: the far end hung up.</summary>
    HungUp,
}
