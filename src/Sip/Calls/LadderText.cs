using System.Text;

namespace Switchroom.Sip.Calls;

/// <summary>Shows a message without its secrets.</summary>
internal static class LadderText
{
    private static readonly string[] SecretHeaders = ["authorization", "proxy-authorization"];

    public static string StartLine(ReadOnlySpan<byte> message)
    {
        var end = message.IndexOf((byte)'\r');
        return Encoding.UTF8.GetString(end < 0 ? message : message[..end]);
    }

    /// <summary>The text with credentials, SDES keys (RFC 4568) and ICE passwords replaced by stars.</summary>
    public static string Masked(ReadOnlySpan<byte> message)
    {
        var lines = Encoding.UTF8.GetString(message).Split("\r\n");
        var hiding = false;
        for (var i = 1; i < lines.Length; i++)
        {
            var line = lines[i];
            var folded = line.Length > 0 && line[0] is ' ' or '\t';
            hiding = folded ? hiding : IsSecretHeader(line);
            lines[i] = hiding ? folded ? " ***" : line[..(line.IndexOf(':') + 1)] + " ***" : MaskedSdp(line);
        }

        return string.Join("\r\n", lines);
    }

    private static bool IsSecretHeader(string line)
    {
        var colon = line.IndexOf(':');
        return colon > 0 && SecretHeaders.Contains(line[..colon].TrimEnd(), StringComparer.OrdinalIgnoreCase);
    }

    private static string MaskedSdp(string line)
    {
        var key = line.StartsWith("a=crypto:", StringComparison.Ordinal) ? line.IndexOf("inline:", StringComparison.Ordinal) + 7
            : line.StartsWith("a=ice-pwd:", StringComparison.Ordinal) ? 10
            : line.StartsWith("k=", StringComparison.Ordinal) ? 2
            : 0;
        return key <= 6 && key != 2 ? line : line[..key] + "***";
    }
}
