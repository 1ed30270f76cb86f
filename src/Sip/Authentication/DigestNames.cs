namespace Switchroom.Sip.Authentication;

/// <summary>The algorithm parameter's values.</summary>
internal static class DigestNames
{
    private const string SessionSuffix = "-sess";

    public static string NameOf(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Sha256 => "SHA-256",
        DigestAlgorithm.Sha512Half => "SHA-512-256",
        _ => "MD5",
    };

    /// <summary>Reads a value; absent means MD5 (RFC 7616 section 3.3).</summary>
    public static bool TryRead(string? name, out DigestAlgorithm algorithm, out bool isSession)
    {
        name ??= "MD5";
        isSession = name.EndsWith(SessionSuffix, StringComparison.OrdinalIgnoreCase);
        var hash = isSession ? name[..^SessionSuffix.Length] : name;
        foreach (var known in Enum.GetValues<DigestAlgorithm>())
        {
            if (hash.Equals(NameOf(known), StringComparison.OrdinalIgnoreCase))
            {
                algorithm = known;
                return true;
            }
        }

        algorithm = default;
        return false;
    }
}
