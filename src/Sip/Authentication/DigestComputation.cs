using System.Security.Cryptography;
using System.Text;

namespace Switchroom.Sip.Authentication;

/// <summary>The formulas of RFC 7616 section 3.4, and of RFC 2069 for challenges without qop.</summary>
internal sealed record DigestComputation(DigestAlgorithm Algorithm, bool IsSession, string UserName, string Realm, string Nonce)
{
    /// <summary>How often the nonce was used, 8 hexadecimal digits; null without qop.</summary>
    public string? NonceCount { get; init; }

    public string? ClientNonce { get; init; }

    /// <summary><c>auth</c>, <c>auth-int</c>, or null.</summary>
    public string? Qop { get; init; }

    /// <summary>The method in front of the URI; empty for the proof that a server gives in Authentication-Info.</summary>
    public string Method { get; init; } = "";

    public string Uri { get; init; } = "";

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>H(user:realm:password), which a server may store instead of the password.</summary>
    public static string Secret(DigestAlgorithm algorithm, string userName, string realm, string password) =>
        Hash(algorithm, $"{userName}:{realm}:{password}");

    /// <summary>The <c>response</c> for a password.</summary>
    public string ResponseFor(string password) => ResponseForSecret(Secret(Algorithm, UserName, Realm, password));

    /// <summary>The <c>response</c> for what <see cref="Secret"/> gave.</summary>
    public string ResponseForSecret(string secret)
    {
        var first = IsSession ? Hash(Algorithm, $"{secret}:{Nonce}:{ClientNonce}") : secret;
        var second = Hash(Algorithm, Qop == "auth-int" ? $"{Method}:{Uri}:{Hash(Algorithm, Body.Span)}" : $"{Method}:{Uri}");
        return Hash(Algorithm, Qop is null ? $"{first}:{Nonce}:{second}" : $"{first}:{Nonce}:{NonceCount}:{ClientNonce}:{Qop}:{second}");
    }

    private static string Hash(DigestAlgorithm algorithm, string text) => Hash(algorithm, Encoding.UTF8.GetBytes(text));

    private static string Hash(DigestAlgorithm algorithm, ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(algorithm switch
    {
        DigestAlgorithm.Sha256 => SHA256.HashData(bytes),
        DigestAlgorithm.Sha512Half => Sha512Half.HashData(bytes),
        _ => MD5.HashData(bytes),
    });
}
