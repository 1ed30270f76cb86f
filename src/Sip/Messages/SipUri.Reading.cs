using System.Text;

namespace Switchroom.Sip.Messages;

public sealed partial record SipUri
{
    /// <summary>Reads a URI; null if it breaks the grammar.</summary>
    internal static SipUri? Read(ReadOnlySpan<byte> text) => UriScan.TryScan(text, out var scan) ? Read(text, scan) : null;

    private static SipUri Read(ReadOnlySpan<byte> text, UriScan scan)
    {
        if (scan.Scheme == SipUriScheme.Other)
        {
            return new SipUri(SipUriScheme.Other, null, null) { OtherText = Encoding.ASCII.GetString(text) };
        }

        var uri = new SipUri(
            scan.Scheme,
            scan.HasUser ? Encoding.ASCII.GetString(scan.User) : null,
            scan.HasPassword ? Encoding.ASCII.GetString(scan.Password) : null,
            scan.Host.IsEmpty ? "" : HostText(scan.Host),
            scan.Port)
        {
            Parameters = ReadParameters(scan.Parameters),
            HeaderText = scan.HasHeaders ? Encoding.ASCII.GetString(scan.Headers) : null,
        };
        return uri;
    }

    private SipUri(SipUriScheme scheme, string? escapedUser, string? escapedPassword, string host, int? port)
        : this(scheme, escapedUser, escapedPassword)
    {
        _host = host;
        _port = port;
    }

    /// <summary>A scanned host without the brackets of an IPv6 reference.</summary>
    internal static string HostText(ReadOnlySpan<byte> host) =>
        host[0] == '[' ? Grammar.WithoutThirdColon(Encoding.ASCII.GetString(host[1..^1])) : Encoding.ASCII.GetString(host);

    private static SipParameters ReadParameters(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return SipParameters.Empty;
        }

        var items = new SipParameter[UriScan.ReadParameters(text, null)];
        UriScan.ReadParameters(text, items);
        return new SipParameters(items);
    }
}
