using System.Text.Json;

namespace Switchroom.Server.Tokens;

/// <summary>A Daily meeting token's claims, in short or long names, as a <see cref="JoinGrant"/>.</summary>
internal static class DailyClaims
{
    private const int MaxRoomName = 128;
    private const int MaxUserId = 36;
    private const int MaxUserName = 1024;

    public static TokenRefusal TryRead(JsonElement payload, SigningKey key, out JoinGrant? grant)
    {
        grant = null;
        ClaimReader claims = new(WithLongNames(payload));
        JoinGrant read = new()
        {
            Kind = TokenKind.Daily,
            DomainId = key.DomainId,
            KeyId = key.Id,
            Room = claims.Text("room_name", MaxRoomName),
            Identity = claims.Text("user_id", MaxUserId),
            Name = claims.Text("user_name", MaxUserName) ?? "",
            Owner = claims.Flag("is_owner") ?? false,
            CanUpdateOwnMetadata = true,
            ExpiresAt = claims.Moment("exp"),
            EjectAtExpiry = claims.Flag("eject_at_token_exp") ?? false,
            EjectAfter = claims.Number("eject_after_elapsed") is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        bool screenshare = claims.Flag("enable_screenshare") ?? true;
        DailyPermissions? permissions = null;
        if (claims.Object("permissions") is { } element && !DailyPermissions.TryRead(element, out permissions))
        {
            return TokenRefusal.BadClaim;
        }

        if (claims.Failed)
        {
            return TokenRefusal.BadClaim;
        }

        MediaSources sources = permissions?.CanSend ?? MediaSources.All;
        grant = read with
        {
            DailyPermissions = permissions,
            CanPublish = screenshare ? sources : sources & ~(MediaSources.ScreenVideo | MediaSources.ScreenAudio),
            CanSubscribe = permissions?.CanReceive ?? true,
            Hidden = permissions?.HasPresence is false,
            Owner = read.Owner || permissions?.CanAdmin is true,
        };
        return TokenRefusal.None;
    }

    private static JsonElement WithLongNames(JsonElement payload)
    {
        Dictionary<string, JsonElement> claims = [];
        foreach (JsonProperty claim in payload.EnumerateObject())
        {
            claims[DailyClaimNames.ToLong.GetValueOrDefault(claim.Name, claim.Name)] = claim.Value;
        }

        return JsonSerializer.SerializeToElement(claims);
    }
}
