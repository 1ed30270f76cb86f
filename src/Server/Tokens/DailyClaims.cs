using System.Text.Json;
using Switchroom.Rooms.Membership;

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
        bool owner = claims.Flag("is_owner") ?? false;
        PermissionsPatch permissions = new();
        if (claims.Object("permissions") is { } element && !DailyPermissions.TryRead(element, out permissions))
        {
            return TokenRefusal.BadClaim;
        }

        JoinGrant read = new()
        {
            Kind = TokenKind.Daily,
            DomainId = key.DomainId,
            KeyId = key.Id,
            Room = claims.Text("room_name", MaxRoomName),
            UserId = claims.Text("user_id", MaxUserId),
            Name = claims.Text("user_name", MaxUserName) ?? "",
            IsOwner = owner,
            Permissions = permissions with { CanAdmin = permissions.CanAdmin ?? (owner ? AdminRights.All : null), CanUpdateMetadata = true },
            Screenshare = claims.Flag("enable_screenshare") ?? true,
            ExpiresAt = claims.Moment("exp"),
            EjectAtExpiry = claims.Flag("eject_at_token_exp") ?? false,
            EjectAfter = claims.Number("eject_after_elapsed") is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
        if (claims.Failed)
        {
            return TokenRefusal.BadClaim;
        }

        grant = read;
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
