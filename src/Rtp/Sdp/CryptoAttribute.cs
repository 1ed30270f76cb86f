using System.Globalization;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rtp.Sdp;

/// <summary>An SDES key (<c>a=crypto</c>, RFC 4568). Its text form holds the key: never log it.</summary>
/// <param name="Tag">Ties an answer to the offer's line.</param>
/// <param name="Suite">The crypto-suite's name.</param>
/// <param name="KeyParameters">Such as <c>inline:base64|2^31|1:4</c>.</param>
/// <param name="SessionParameters">What follows; null when nothing does.</param>
public sealed record CryptoAttribute(int Tag, string Suite, string KeyParameters, string? SessionParameters = null)
{
    private const string Inline = "inline:";

    /// <summary>A line that carries a key.</summary>
    public static CryptoAttribute Of(int tag, SrtpMasterKey key) => new(tag, key.Profile.SdpName(), Inline + key.ToBase64() + (key.Mki.Length == 0 ? "" : $"|{key.Mki}"));

    /// <summary>
    /// The key, if the suite is one of ours and the parameters are such as we support: one inline key, with or without a name in packets (MKI), no session
    /// parameters that change the framing. A lifetime is accepted: ours ends sooner or is refused by the packet index.
    /// </summary>
    public bool TryGetKey(out SrtpMasterKey? key)
    {
        key = null;
        if (!SrtpProfiles.TryFromSdpName(Suite, out var profile) || !KeyParameters.StartsWith(Inline, StringComparison.OrdinalIgnoreCase)
            || KeyParameters.Contains(';') || SessionParametersMatter)
        {
            return false;
        }

        var parts = KeyParameters[Inline.Length..].Split('|');
        var named = parts.Length > 1 && parts[^1].Contains(':', StringComparison.Ordinal);
        var (mki, rest) = (default(SrtpMki), parts.Length - (named ? 2 : 1));
        if (rest > 1 || (rest == 1 && parts[1].Contains(':', StringComparison.Ordinal)) || (named && !SrtpMki.TryParse(parts[^1], out mki))
            || !SrtpMasterKey.TryFromBase64(profile, parts[0], out var unnamed))
        {
            return false;
        }

        key = unnamed!.WithMki(mki);
        return true;
    }

    /// <summary>The attribute's value.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Tag} {Suite} {KeyParameters}{(SessionParameters is null ? "" : " " + SessionParameters)}");

    /// <summary>Reads the attribute's value.</summary>
    public static bool TryParse(string value, out CryptoAttribute? crypto)
    {
        var words = new SdpText(value);
        var valid = words.TryNumber(out var tag);
        var suite = words.Word();
        var key = words.Word();
        var rest = words.Rest.Trim(' ');
        crypto = valid && !key.IsEmpty ? new(tag, suite.ToString(), key.ToString(), rest.IsEmpty ? null : rest.ToString()) : null;
        return crypto is not null;
    }

    // RFC 4568 section 6.3: parameters that begin with "-" may be ignored; of the others, a replay window size changes nothing on the wire.
    private bool SessionParametersMatter =>
        SessionParameters?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(part => part[0] != '-' && !part.StartsWith("WSH=", StringComparison.Ordinal)) ?? false;
}
