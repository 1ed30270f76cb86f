using System.Text.Json;
using System.Text.Json.Nodes;
using Switchroom.Rooms.Phone;

namespace Switchroom.Server.Api.Calls;

/// <summary>What the REST API asks of dial-out. The requests have passed their validation; whether the room hosts a call, and whether the domain may dial, is decided behind this border.</summary>
internal interface IDialOut
{
    /// <summary>Starts a call and answers its session id before anybody has answered.</summary>
    Task<DialOutAnswer> StartAsync(DialOutRequest request, CancellationToken cancel);

    /// <summary>Hangs up.</summary>
    Task<ApiError?> StopAsync(CallRoom room, string sessionId, CancellationToken cancel);

    /// <summary>Sends tones.</summary>
    Task<ApiError?> SendDtmfAsync(CallRoom room, DtmfRequest request, CancellationToken cancel);

    /// <summary>Holds, mutes or deafens a phone, or takes that back.</summary>
    Task<(LegSwitches Switches, ApiError? Error)> UpdateAsync(CallRoom room, LegUpdate update, CancellationToken cancel);

    /// <summary>Bridges the call to a new leg, or moves it to another room; answers the id of the new session.</summary>
    Task<DialOutAnswer> TransferAsync(CallRoom room, TransferRequest request, CancellationToken cancel);

    /// <summary>Asks the far end by REFER to call somebody else.</summary>
    Task<ApiError?> ReferAsync(CallRoom room, string sessionId, SipTarget target, CancellationToken cancel);
}

/// <summary>The room of a call request. It exists and has not expired.</summary>
/// <param name="DomainId">Its domain.</param>
/// <param name="Id">Its id in storage.</param>
/// <param name="Name">Its name.</param>
/// <param name="Properties">Its properties over those of the domain.</param>
/// <param name="KeyId">The API key that asks.</param>
internal sealed record CallRoom(string DomainId, string Id, string Name, JsonObject Properties, string KeyId);

/// <summary>The session id, or why there is none.</summary>
internal sealed record DialOutAnswer(string? SessionId, ApiError? Error = null);

/// <summary>A call to make. Exactly one of <paramref name="Sip"/> and <paramref name="PhoneNumber"/> is set.</summary>
internal sealed record DialOutRequest(CallRoom Room, SipTarget? Sip, string? PhoneNumber)
{
    /// <summary>The target as the caller wrote it, without header parameters.</summary>
    public string Target => PhoneNumber ?? Sip!.Uri;

    public required string DisplayName { get; init; }

    public string? UserId { get; init; }

    /// <summary>UUID of an owned number, or a number in E.164 form.</summary>
    public string? CallerId { get; init; }

    /// <summary>Digits to send after the answer.</summary>
    public string? Extension { get; init; }

    public TimeSpan WaitBeforeExtension { get; init; }

    public bool Video { get; init; }

    public VideoSettings VideoSettings { get; init; } = new();

    /// <summary>First preferred; empty leaves it to the server.</summary>
    public IReadOnlyList<string> AudioCodecs { get; init; } = [];

    /// <summary>First preferred; empty leaves it to the server.</summary>
    public IReadOnlyList<string> VideoCodecs { get; init; } = [];

    /// <summary>Permissions of the dialled party, in the REST API's form.</summary>
    public JsonElement? Permissions { get; init; }

    /// <summary>Echoed in events.</summary>
    public string? Provider { get; init; }

    /// <summary>Name or id of the trunk to use.</summary>
    public string? Trunk { get; init; }

    public TimeSpan? RingTimeout { get; init; }

    public TimeSpan? MaxDuration { get; init; }

    /// <summary>Whether ringing and announcements before the answer are heard in the room.</summary>
    public bool EarlyMedia { get; init; } = true;

    /// <summary>How media is protected; null leaves it to the trunk.</summary>
    public PhoneEncryption? Encryption { get; init; }

    /// <summary>Whether our offer proposes ICE; null leaves it to the trunk.</summary>
    public bool? Ice { get; init; }

    /// <summary>JSON that comes back in every event of the call.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>The header <c>Idempotency-Key</c>: the same key answers with the same call.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Hash of the body, to tell a repeated request from a different one with the same key.</summary>
    public string RequestHash { get; init; } = "";
}

/// <summary>The picture sent to a SIP endpoint.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="FramesPerSecond">Frames a second.</param>
/// <param name="Kilobits">Kilobits a second.</param>
internal sealed record VideoSettings(int Width = 1280, int Height = 720, int FramesPerSecond = 15, int Kilobits = 900);

/// <summary>Tones to send.</summary>
/// <param name="SessionId">The call.</param>
/// <param name="Tones">Digits, A to D, # and *.</param>
/// <param name="DigitDuration">Length of each.</param>
/// <param name="Method"><c>sip-info</c>, <c>telephone-event</c> or <c>auto</c>.</param>
internal sealed record DtmfRequest(string SessionId, string Tones, TimeSpan DigitDuration, string Method);

/// <summary>What is set on a phone by the API.</summary>
/// <param name="Hold">The far end is on hold: neither side hears the other.</param>
/// <param name="Muted">The room does not hear the phone.</param>
/// <param name="Deaf">The phone does not hear the room.</param>
internal sealed record LegSwitches(bool Hold, bool Muted, bool Deaf)
{
    public static readonly LegSwitches None = new(Hold: false, Muted: false, Deaf: false);
}

/// <summary>What to set on a phone; null leaves it as it is.</summary>
internal sealed record LegUpdate(string SessionId, bool? Hold, bool? Muted, bool? Deaf)
{
    public LegSwitches ApplyTo(LegSwitches now) => new(Hold ?? now.Hold, Muted ?? now.Muted, Deaf ?? now.Deaf);
}

/// <summary>Where to bridge a call to. Exactly one of <paramref name="Sip"/> and <paramref name="PhoneNumber"/> is set.</summary>
internal sealed record TransferRequest(string SessionId, SipTarget? Sip, string? PhoneNumber, string? CallerId, string? Extension, TimeSpan WaitBeforeExtension)
{
    /// <summary>The one room that the bearer's meeting token is good for; null for API keys and for tokens of all rooms.</summary>
    public string? TokenRoom { get; init; }
}
