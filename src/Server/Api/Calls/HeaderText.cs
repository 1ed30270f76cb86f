using System.Text.RegularExpressions;

namespace Switchroom.Server.Api.Calls;

/// <summary>SIP headers that come from an API request: only extension headers, only text that stays inside its line.</summary>
internal static partial class HeaderText
{
    private static readonly HashSet<string> OfTheProtocol = new(StringComparer.OrdinalIgnoreCase)
    {
        "Via", "v", "From", "f", "To", "t", "Call-ID", "i", "CSeq", "Contact", "m", "Max-Forwards", "Route", "Record-Route", "Content-Length", "l",
        "Content-Type", "c", "Content-Encoding", "e", "Content-Disposition", "Authorization", "Proxy-Authorization", "WWW-Authenticate",
        "Proxy-Authenticate", "Require", "Proxy-Require", "Supported", "k", "Unsupported", "Allow", "RSeq", "RAck", "Session-Expires", "x", "Min-SE",
        "Replaces", "Refer-To", "r", "Referred-By", "b", "Event", "o", "Subscription-State", "Expires",
    };

    private const int LongestName = 64;
    private const int LongestValue = 1024;

    /// <summary>Null for <c>X-</c> and a token (RFC 3261 section 25.1), else what is wrong.</summary>
    public static string? ExtraNameProblem(string name) => name.Length <= LongestName && Extra().IsMatch(name)
        ? null
        : $"SIP header names must start with \"X-\" and contain only letters, digits, hyphens, dots and underscores [Received {Shorten(name)}]";

    /// <summary>Null for a token that is no header of the protocol itself, else what is wrong. For operators, who may send more than <c>X-</c>.</summary>
    public static string? NameProblem(string name)
    {
        if (name.Length > LongestName || !Token().IsMatch(name))
        {
            return $"a SIP header name may contain only letters, digits, hyphens, dots and underscores [Received {Shorten(name)}]";
        }

        return OfTheProtocol.Contains(name) ? $"the SIP header {name} is set by the server and cannot be given" : null;
    }

    /// <summary>Null for text without control characters, else what is wrong.</summary>
    public static string? ValueProblem(string name, string value)
    {
        if (value.Length > LongestValue)
        {
            return $"the SIP header {name} must be at most {LongestValue} characters long";
        }

        return value.Any(char.IsControl) ? $"the SIP header {name} must not contain line breaks or other control characters" : null;
    }

    private static string Shorten(string text) => text.Length <= LongestName ? text : $"{text[..LongestName]}…";

    [GeneratedRegex(@"^[A-Za-z0-9._-]+\z")]
    private static partial Regex Token();

    [GeneratedRegex(@"^[Xx]-[A-Za-z0-9._-]+\z")]
    private static partial Regex Extra();
}
