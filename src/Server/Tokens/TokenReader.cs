using System.Text.Json;

namespace Switchroom.Server.Tokens;

/// <summary>Turns a token of either kind into a <see cref="JoinGrant"/>, or says why not.</summary>
internal sealed class TokenReader(ISigningKeys keys, TimeProvider time)
{
    /// <summary>How far a signer's clock may run ahead of ours before <c>nbf</c> counts.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    private const int MaxKeyId = 256;

    /// <summary>Reads, verifies the signature, then the times, then the claims.</summary>
    /// <param name="token">The compact token as the client sent it.</param>
    /// <param name="times">Which of its times count.</param>
    /// <param name="cancellation">Ends the look-up of the key.</param>
    public async ValueTask<TokenResult> ReadAsync(string token, TokenTimes times = TokenTimes.Both, CancellationToken cancellation = default)
    {
        TokenRefusal refusal = CompactJwt.TryRead(token, out CompactJwt? jwt);
        if (jwt is null)
        {
            return new TokenResult(refusal);
        }

        bool liveKit = IsLiveKit(jwt.Payload);
        IReadOnlyList<SigningKey> candidates = await FindKeysAsync(jwt.Payload, liveKit, cancellation);
        if (candidates.Count == 0)
        {
            return new TokenResult(TokenRefusal.UnknownKey);
        }

        if (candidates.FirstOrDefault(key => jwt.IsSignedWith(key.Secret)) is not { } signer)
        {
            return new TokenResult(TokenRefusal.BadSignature);
        }

        if (JudgeTimes(jwt.Payload, times) is var late and not TokenRefusal.None)
        {
            return new TokenResult(late);
        }

        refusal = liveKit
            ? LiveKitClaims.TryRead(jwt.Payload, signer, out JoinGrant? grant)
            : DailyClaims.TryRead(jwt.Payload, signer, out grant);
        return new TokenResult(refusal, grant, jwt.Payload);
    }

    /// <summary>Daily's tokens have no issuer; LiveKit's always name one.</summary>
    private static bool IsLiveKit(JsonElement payload) => payload.TryGetProperty("iss", out _) || payload.TryGetProperty("video", out _);

    private async ValueTask<IReadOnlyList<SigningKey>> FindKeysAsync(JsonElement payload, bool liveKit, CancellationToken cancellation)
    {
        ClaimReader claims = new(payload);
        if (!liveKit)
        {
            return await keys.FindByDomainAsync(claims.Text("d", MaxKeyId) ?? claims.Text("domain_id", MaxKeyId), cancellation);
        }

        return claims.Text("iss", MaxKeyId) is { Length: > 0 } id && await keys.FindByIdAsync(id, cancellation) is { } key ? [key] : [];
    }

    private TokenRefusal JudgeTimes(JsonElement payload, TokenTimes times)
    {
        ClaimReader claims = new(payload);
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset? notBefore = claims.Moment("nbf");
        DateTimeOffset? expires = claims.Moment("exp");
        if (claims.Failed)
        {
            return TokenRefusal.BadClaim;
        }

        if (expires <= now && times != TokenTimes.Neither)
        {
            return TokenRefusal.Expired;
        }

        return times == TokenTimes.Both && notBefore > now + ClockSkew ? TokenRefusal.NotYetValid : TokenRefusal.None;
    }
}
