namespace Switchroom.Server.Tokens;

/// <summary>The sentence that tells the bearer of a refused token what is wrong with it.</summary>
internal static class TokenRefusals
{
    public static string Sentence(this TokenRefusal refusal) => refusal switch
    {
        TokenRefusal.None => "the token is valid",
        TokenRefusal.TooLong => $"the token is longer than {CompactJwt.MaxLength} characters",
        TokenRefusal.Malformed => "the token is not a JSON web token",
        TokenRefusal.UnsupportedAlgorithm => "the token is not signed with HS256",
        TokenRefusal.UnknownKey => "the token was signed with an API key that is not known here",
        TokenRefusal.BadSignature => "the token's signature does not match its API key",
        TokenRefusal.BadClaim => "the token has a claim of the wrong type",
        TokenRefusal.NoExpiry => "the token has no exp claim",
        TokenRefusal.Expired => "the token has expired",
        TokenRefusal.NotYetValid => "the token is not valid yet",
        TokenRefusal.NoJoinGrant => "the token does not grant roomJoin",
        TokenRefusal.NoIdentity => "the token has no sub claim to take an identity from",
        _ => throw new ArgumentOutOfRangeException(nameof(refusal), refusal, null),
    };
}
