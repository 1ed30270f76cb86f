namespace Switchroom.Rtp.Sdp;

/// <summary>A certificate's fingerprint (<c>a=fingerprint</c>, RFC 8122 section 5).</summary>
/// <param name="Hash">The hash function's name in lower case, such as sha-256.</param>
/// <param name="Hex">The digest in upper-case hexadecimal without colons.</param>
public sealed record Fingerprint(string Hash, string Hex)
{
    /// <summary>From a digest.</summary>
    public static Fingerprint Of(string hash, ReadOnlySpan<byte> digest) => new(hash, Convert.ToHexString(digest));

    /// <summary>The attribute's value, with colons.</summary>
    public override string ToString() => $"{Hash} {string.Join(':', Hex.Chunk(2).Select(pair => new string(pair)))}";

    /// <summary>Reads the attribute's value.</summary>
    public static bool TryParse(string? value, out Fingerprint? fingerprint)
    {
        var words = new SdpText(value);
        var hash = words.Word();
        var hex = words.Word().ToString().Replace(":", "", StringComparison.Ordinal);
        fingerprint = hex.Length > 0 && hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit)
            ? new Fingerprint(hash.ToString().ToLowerInvariant(), hex.ToUpperInvariant())
            : null;
        return fingerprint is not null;
    }
}
