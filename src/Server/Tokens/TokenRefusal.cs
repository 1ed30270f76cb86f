namespace Switchroom.Server.Tokens;

/// <summary>Why a token is not accepted.</summary>
internal enum TokenRefusal
{
    /// <summary>It is accepted.</summary>
    None,

    /// <summary>It is longer than <see cref="CompactJwt.MaxLength"/>.</summary>
    TooLong,

    /// <summary>It is not three base64url parts with JSON objects in the first two.</summary>
    Malformed,

    /// <summary>It is not signed with HS256.</summary>
    UnsupportedAlgorithm,

    /// <summary>It names no API key we know, or a revoked one.</summary>
    UnknownKey,

    /// <summary>The signature is not that of the key.</summary>
    BadSignature,

    /// <summary>A claim has a value of the wrong type or out of its range.</summary>
    BadClaim,

    /// <summary>A LiveKit token without <c>exp</c> would never end.</summary>
    NoExpiry,

    /// <summary>Its <c>exp</c> has passed.</summary>
    Expired,

    /// <summary>Its <c>nbf</c> is still to come.</summary>
    NotYetValid,

    /// <summary>A LiveKit token whose grant lacks <c>roomJoin</c>.</summary>
    NoJoinGrant,

    /// <summary>A LiveKit token without <c>sub</c>: nobody to join as.</summary>
    NoIdentity,
}
