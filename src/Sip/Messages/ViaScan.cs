using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>The parts of one Via as slices: <c>SIP / 2.0 / transport LWS host [: port] *(; parameter)</c>.</summary>
internal ref struct ViaScan
{
    public ReadOnlySpan<byte> Transport;
    public ReadOnlySpan<byte> Host;
    public int? Port;

    /// <summary>From the first semicolon on; not yet checked.</summary>
    public ReadOnlySpan<byte> Parameters;

    private static readonly string[] Transports = ["UDP", "TCP", "TLS", "WS", "WSS", "SCTP", "TLS-SCTP"];

    public static bool TryScan(ReadOnlySpan<byte> text, out ViaScan scan)
    {
        scan = default;
        var rest = Grammar.Trim(text);
        if (!TakeUpToSlash(ref rest, out var protocol) || !TakeUpToSlash(ref rest, out var version)
            || !Ascii.EqualsIgnoreCase(protocol, "SIP"u8) || !version.SequenceEqual("2.0"u8))
        {
            return false;
        }

        rest = Grammar.TrimStart(rest);
        var space = rest.IndexOfAny((byte)' ', (byte)'\t');
        if (space <= 0 || !Grammar.IsToken(rest[..space]))
        {
            return false;
        }

        scan.Transport = rest[..space];
        rest = Grammar.TrimStart(rest[space..]);
        var semicolon = rest.IndexOf((byte)';');
        scan.Parameters = semicolon < 0 ? default : rest[semicolon..];
        return TakeSentBy(Grammar.Trim(semicolon < 0 ? rest : rest[..semicolon]), ref scan);
    }

    public static bool IsValid(ReadOnlySpan<byte> text) => TryScan(text, out var scan) && ParameterScanner.IsValid(scan.Parameters);

    public static string TransportOf(ReadOnlySpan<byte> token)
    {
        foreach (var known in Transports)
        {
            if (Ascii.EqualsIgnoreCase(token, known))
            {
                return known;
            }
        }

        return Encoding.ASCII.GetString(token).ToUpperInvariant();
    }

    private static bool TakeSentBy(ReadOnlySpan<byte> sentBy, ref ViaScan scan)
    {
        if (UriScan.ScanHostAndPort(sentBy, out scan.Host, out scan.Port))
        {
            return true;
        }

        // White space is allowed around the colon before the port.
        var colon = sentBy.LastIndexOf((byte)':');
        if (colon < 0 || !Grammar.TryPort(Grammar.Trim(sentBy[(colon + 1)..]), out var port))
        {
            return false;
        }

        scan.Host = Grammar.Trim(sentBy[..colon]);
        scan.Port = port;
        return Grammar.IsHost(scan.Host);
    }

    private static bool TakeUpToSlash(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> taken)
    {
        var slash = rest.IndexOf((byte)'/');
        taken = slash < 0 ? default : Grammar.Trim(rest[..slash]);
        rest = slash < 0 ? default : rest[(slash + 1)..];
        return slash >= 0;
    }
}
