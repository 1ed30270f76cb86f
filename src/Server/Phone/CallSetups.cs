using System.Text.Json.Nodes;
using Switchroom.Rooms.Membership;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Phone;

/// <summary>Makes the setup of a call from what was asked for and what was found.</summary>
internal static class CallSetups
{
    /// <summary>Of a call that is dialled into a meeting.</summary>
    public static CallSetup Of(DialOutRequest request, DialTarget target, string meetingId, DateTimeOffset now) => new()
    {
        Facts = new CallFacts
        {
            SessionId = NewSessionId(now),
            DomainId = request.Room.DomainId,
            Room = request.Room.Name,
            UserId = request.UserId,
            Destination = request.Target,
            Origin = target.Origin,
            CallerId = target.CallerId,
            Metadata = request.Metadata is { } metadata ? JsonNode.Parse(metadata.GetRawText()) : null,
        },
        Plan = new CallPlan
        {
            Routes = target.Routes,
            RingTimeout = request.RingTimeout ?? CallPlan.DefaultRingTimeout,
            MaxDuration = request.MaxDuration is { } longest && longest < target.LongestCall ? longest : target.LongestCall,
            Extension = request.Extension,
            ExtensionWait = request.WaitBeforeExtension,
            EarlyMedia = request.EarlyMedia,
        },
        StoredRoomId = request.Room.Id,
        RoomId = meetingId,
        DisplayName = request.DisplayName,
        Codecs = target.Codecs,
        CodecsAsked = request.AudioCodecs.Count > 0,
        Encryption = target.Encryption,
        OfferIce = target.OfferIce,
        FarEnd = target.FarEnd,
        Permissions = PermissionsOf(request),
        Idle = DialOutRules.Of(request.Room).Idle,
        KeyId = request.Room.KeyId,
        RoomLimit = DialOutRules.Of(request.Room).MaxSessions,
        IdempotencyKey = request.IdempotencyKey,
        RequestHash = request.RequestHash,
    };

    /// <summary>Of an answered call as another meeting takes it over: the same party under a session id of its own.</summary>
    /// <param name="call">The call as it is.</param>
    /// <param name="route">The route that it took.</param>
    /// <param name="meetingId">The meeting it moves into.</param>
    /// <param name="mediaSince">Monotonic time at which its first media leg began.</param>
    /// <param name="answeredFor">How long it has been answered, which counts towards its longest duration.</param>
    /// <param name="now">The moment.</param>
    public static CallSetup Moved(CallSetup call, CallRoute route, string meetingId, TimeSpan mediaSince, TimeSpan answeredFor, DateTimeOffset now) => call with
    {
        Facts = call.Facts with { SessionId = NewSessionId(now) },
        Plan = call.Plan with
        {
            Routes = [route],
            Extension = null,
            MaxDuration = call.Plan.MaxDuration is not { } longest ? null : longest > answeredFor ? longest - answeredFor : TimeSpan.Zero,
        },
        RoomId = meetingId,
        CodecsAsked = false,
        MediaSince = mediaSince,
        RoomLimit = null,
        IdempotencyKey = null,
    };

    private static string NewSessionId(DateTimeOffset now) => Guid.CreateVersion7(now).ToString();

    private static ParticipantPermissions PermissionsOf(DialOutRequest request) =>
        request.Permissions is { } asked && DailyPermissions.TryRead(asked, out var patch)
            ? patch.ApplyTo(ParticipantPermissions.Default)
            : ParticipantPermissions.Default;
}
