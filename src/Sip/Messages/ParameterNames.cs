using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>Shares the strings of parameter names that nearly every message has.</summary>
internal static class ParameterNames
{
    private static readonly string[] Common =
    [
        "tag", "branch", "rport", "received", "lr", "transport", "expires", "user", "maddr", "ttl", "method", "q", "ob", "refresher", "cause", "text",
        "realm", "nonce", "algorithm", "qop", "opaque", "stale", "username", "uri", "response", "cnonce", "nc", "to-tag", "from-tag", "early-only",
        "boundary", "charset", "reason", "retry-after", "id", "duration", "+sip.instance", "reg-id", "alias", "phone-context",
    ];

    public static string Read(ReadOnlySpan<byte> name)
    {
        foreach (var common in Common)
        {
            if (common.Length == name.Length && Ascii.Equals(name, common))
            {
                return common;
            }
        }

        return Encoding.UTF8.GetString(name);
    }
}
