using System.Text.Json;

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
            Attributes = claims.TextMap("attributes") ?? new Dictionary<string, string>(),
            ParticipantKind = claims.Text("kind", MaxKind) is { Length: > 0 } kind ? kind : "standard",
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
        JoinGrant granted = read with
        {
            Room = claims.Text("room", MaxRoomName) is { Length: > 0 } room ? room : null,
            CanPublish = publish ? Sources(sources) : MediaSources.None,
            CanSubscribe = claims.Flag("canSubscribe") ?? true,
            CanPublishData = claims.Flag("canPublishData") ?? publish,
            CanUpdateOwnMetadata = claims.Flag("canUpdateOwnMetadata") ?? false,
            Hidden = claims.Flag("hidden") ?? false,
            Owner = claims.Flag("roomAdmin") ?? false,
            ParticipantKind = claims.Flag("agent") is true ? "agent" : read.ParticipantKind,
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
    private static MediaSources Sources(IReadOnlyList<string>? names)
    {
        if (names is null or { Count: 0 })
        {
            return MediaSources.All;
        }

        MediaSources sources = MediaSources.None;
        foreach (string name in names)
        {
            sources |= name.ToLowerInvariant() switch
            {
                "camera" => MediaSources.Camera,
                "microphone" => MediaSources.Microphone,
                "screen_share" => MediaSources.ScreenVideo,
                "screen_share_audio" => MediaSources.ScreenAudio,
                "unknown" => MediaSources.Other,
                _ => MediaSources.None,
            };
        }

        return sources;
    }
}
