using System.Security.Cryptography;

namespace Switchroom.WebRtc.Dtls;

/// <summary>Fingerprints of certificates as SDP writes them (RFC 8122 section 5).</summary>
internal static class CertificateFingerprint
{
    /// <summary>The sha-256 fingerprint of a DER certificate.</summary>
    internal static string Sha256Of(ReadOnlySpan<byte> certificate) =>
        string.Join(':', SHA256.HashData(certificate).Select(value => value.ToString("X2", null)));

    /// <summary>Whether <paramref name="text"/> is a well-formed sha-256 fingerprint.</summary>
    internal static bool IsWellFormed(string text)
    {
        if (text.Length != 95)
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (i % 3 == 2 ? text[i] != ':' : !char.IsAsciiHexDigit(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Compares two fingerprints; hexadecimal digits match in either case.</summary>
    internal static bool AreEqual(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
