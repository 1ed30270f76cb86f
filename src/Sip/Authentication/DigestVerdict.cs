namespace Switchroom.Sip.Authentication;

/// <summary>What a server makes of a request's credentials.</summary>
public enum DigestVerdict
{
    /// <summary>They are right.</summary>
    Accepted,

    /// <summary>There are none for this realm, or they cannot be read: challenge.</summary>
    Missing,

    /// <summary>The nonce is too old or not ours, or its count was used before: challenge again with <c>stale=true</c>.</summary>
    Stale,

    /// <summary>User or password is wrong.</summary>
    Wrong,
}
