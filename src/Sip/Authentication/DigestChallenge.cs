using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Authentication;

/// <summary>One Digest challenge that we can answer (RFC 7616 section 3.3).</summary>
internal sealed record DigestChallenge(string Realm, string Nonce, DigestAlgorithm Algorithm)
{
    public bool IsSession { get; init; }

    public string? Opaque { get; init; }

    /// <summary>The qop to use: <c>auth</c> where it is offered, else <c>auth-int</c>; null for a challenge of RFC 2069.</summary>
    public string? Qop { get; init; }

    /// <summary>The nonce was too old, the password was right.</summary>
    public bool IsStale { get; init; }

    /// <summary>The algorithm as the challenge names it; null if it names none.</summary>
    public string? AlgorithmName { get; init; }

    /// <summary>Null if it is no Digest, names an algorithm or only qops that we do not know, or lacks realm or nonce.</summary>
    public static DigestChallenge? Read(Credentials challenge)
    {
        var parameters = challenge.Parameters;
        var name = parameters["algorithm"];
        if (!challenge.Scheme.Equals("Digest", StringComparison.OrdinalIgnoreCase) || !DigestNames.TryRead(name, out var algorithm, out var isSession)
            || parameters["realm"] is not { } realm || parameters["nonce"] is not { } nonce)
        {
            return null;
        }

        var offered = (parameters["qop"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var qop = new[] { "auth", "auth-int" }.FirstOrDefault(known => offered.Contains(known, StringComparer.OrdinalIgnoreCase));
        return offered.Length > 0 && qop is null ? null : new DigestChallenge(realm, nonce, algorithm)
        {
            IsSession = isSession,
            AlgorithmName = name,
            Opaque = parameters["opaque"],
            Qop = qop,
            IsStale = "true".Equals(parameters["stale"], StringComparison.OrdinalIgnoreCase),
        };
    }
}
