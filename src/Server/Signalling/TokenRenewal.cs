using System.Text.Json;
using System.Text.Json.Nodes;
using Switchroom.Server.Settings;
using Switchroom.Server.Tokens;

namespace Switchroom.Server.Signalling;

/// <summary>
/// Tokens for those who are in already, so that a client with a short-lived token can join anew after hours. LiveKit's only: Daily's clients get theirs from their own server, and
/// the end of a Daily token may be the end of its bearer's stay.
/// </summary>
internal sealed class TokenRenewal(ISigningKeys keys, SignallingSettings settings, TimeProvider time)
{
    /// <summary>How often a client gets a new token, which is valid twice as long.</summary>
    public TimeSpan Interval => TimeSpan.FromSeconds(settings.TokenRefreshSeconds);

    public TimeProvider Time => time;

    /// <summary>The same claims signed anew, ending later than before; null where there is nothing to renew, or the key that signed is no longer active.</summary>
    public async ValueTask<string?> RenewAsync(JoinGrant grant, JsonElement claims, CancellationToken cancellation)
    {
        if (grant.Kind != TokenKind.LiveKit || grant.KeyId is null || await keys.FindByIdAsync(grant.KeyId, cancellation) is not { } key)
        {
            return null;
        }

        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset ends = now + (2 * Interval);
        JsonObject renewed = JsonObject.Create(claims)!;
        renewed["exp"] = (grant.ExpiresAt > ends ? grant.ExpiresAt.Value : ends).ToUnixTimeSeconds();
        renewed["nbf"] = now.ToUnixTimeSeconds();
        renewed["iat"] = now.ToUnixTimeSeconds();
        return CompactJwt.Sign(JsonSerializer.SerializeToUtf8Bytes(renewed), key.Secret);
    }
}
