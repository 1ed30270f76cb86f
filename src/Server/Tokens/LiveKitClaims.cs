using System.Collections.Immutable;
using System.Text.Json;
using Switchroom.Rooms.Membership;

namespace Switchroom.Server.Tokens;

/// <summary>A LiveKit access token's claims as a <see cref="JoinGrant"/>.</summary>
internal static class LiveKitClaims
{
    private const int MaxRoomName = 256;
    private const int MaxIdentity = 256;
    private const int MaxName = 1024;
    private const int MaxMetadata = 65536;
    private const int MaxKind = 32;

    public static TokenRefusal TryRead(JsonElement payload, SigningKey key, out JoinGrant? grant)
    {
        grant = null;
        ClaimReader claims = new(payload);
        DateTimeOffset? expiresAt = claims.Moment("exp");
        string? identity = claims.Text("sub", MaxIdentity) ?? claims.Text("jti", MaxIdentity);
        JoinGrant read = new()
        {
            Kind = TokenKind.LiveKit,
            DomainId = key.DomainId,
            KeyId = key.Id,
            Identity = identity,
            Name = claims.Text("name", MaxName) ?? "",
            Metadata = claims.Text("metadata", MaxMetadata) ?? "",
            Attributes = claims.TextMap("attributes") ?? ImmutableDictionary<string, string>.Empty,
            ParticipantKind = KindOf(claims.Text("kind", MaxKind)),
            MayCreateRoom = true,
            ExpiresAt = expiresAt,
        };
        if (claims.Failed)
        {
            return TokenRefusal.BadClaim;
        }

        if (expiresAt is null)
        {
            return TokenRefusal.NoExpiry;
        }

        if (claims.Object("video") is not { } video)
        {
            return TokenRefusal.NoJoinGrant;
        }

        return TryReadVideoGrant(read, video, out grant);
    }

    private static TokenRefusal TryReadVideoGrant(JoinGrant read, JsonElement video, out JoinGrant? grant)
    {
        grant = null;
        ClaimReader claims = new(video);
        bool join = claims.Flag("roomJoin") ?? false;
        bool publish = claims.Flag("canPublish") ?? true;
        IReadOnlyList<string>? sources = claims.TextList("canPublishSources");
        bool publishData = claims.Flag("canPublishData") ?? publish;
        bool subscribe = claims.Flag("canSubscribe") ?? true;
        JoinGrant granted = read with
        {
            Room = claims.Text("room", MaxRoomName) is { Length: > 0 } room ? room : null,
            Permissions = new PermissionsPatch
            {
                CanSend = publish ? SourcesOf(sources) : MediaKinds.None,
                CanReceiveBase = subscribe ? MediaKinds.All : MediaKinds.None,
                CanPublishData = publishData,
                CanUpdateMetadata = claims.Flag("canUpdateOwnMetadata") ?? false,
                Hidden = claims.Flag("hidden") ?? false,
                CanAdmin = claims.Flag("roomAdmin") is true ? AdminRights.All : AdminRights.None,
            },
        };
        if (claims.Failed)
        {
            return TokenRefusal.BadClaim;
        }

        if (!join)
        {
            return TokenRefusal.NoJoinGrant;
        }

        if (string.IsNullOrEmpty(granted.Identity))
        {
            return TokenRefusal.NoIdentity;
        }

        grant = granted;
        return TokenRefusal.None;
    }

    /// <summary>An absent or empty list allows every source; a source we do not know allows nothing.</summary>
    private static MediaKinds SourcesOf(IReadOnlyList<string>? names)
    {
        if (names is null or { Count: 0 })
        {
            return MediaKinds.All;
        }

        MediaKinds kinds = MediaKinds.None;
        foreach (string name in names)
        {
            kinds |= name.ToLowerInvariant() switch
            {
                "camera" => MediaKinds.Video,
                "microphone" => MediaKinds.Audio,
                "screen_share" => MediaKinds.ScreenVideo,
                "screen_share_audio" => MediaKinds.ScreenAudio,
                "unknown" => MediaKinds.CustomAudio | MediaKinds.CustomVideo,
                _ => MediaKinds.None,
            };
        }

        return kinds;
    }

    private static ParticipantKind KindOf(string? name) => name?.ToLowerInvariant() switch
    {
        "ingress" => ParticipantKind.Ingress,
        "egress" => ParticipantKind.Egress,
        "sip" => ParticipantKind.Sip,
        "agent" => ParticipantKind.Agent,
        _ => ParticipantKind.Standard,
    };
}
