using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>The parts of a URI as slices of the bytes it was read from (RFC 3261 section 25.1, SIP-URI).</summary>
internal ref struct UriScan
{
    public SipUriScheme Scheme;
    public bool HasUser;
    public bool HasPassword;
    public bool HasHeaders;
    public int? Port;
    public ReadOnlySpan<byte> User;
    public ReadOnlySpan<byte> Password;
    public ReadOnlySpan<byte> Host;
    public ReadOnlySpan<byte> Parameters;
    public ReadOnlySpan<byte> Headers;

    public static bool TryScan(ReadOnlySpan<byte> text, out UriScan scan)
    {
        scan = default;
        var colon = text.IndexOf((byte)':');
        if (colon <= 0 || !IsScheme(text[..colon]))
        {
            return false;
        }

        var name = text[..colon];
        var rest = text[(colon + 1)..];
        if (Ascii.EqualsIgnoreCase(name, "sip"u8) || Ascii.EqualsIgnoreCase(name, "sips"u8))
        {
            scan.Scheme = name.Length == 3 ? SipUriScheme.Sip : SipUriScheme.Sips;
            return ScanSip(rest, ref scan);
        }

        if (Ascii.EqualsIgnoreCase(name, "tel"u8))
        {
            scan.Scheme = SipUriScheme.Tel;
            return ScanTel(rest, ref scan);
        }

        scan.Scheme = SipUriScheme.Other;
        return !rest.IsEmpty && Escaping.IsOther(rest);
    }

    private static bool ScanSip(ReadOnlySpan<byte> rest, ref UriScan scan)
    {
        var at = rest.IndexOf((byte)'@');
        if (at >= 0)
        {
            scan.HasUser = true;
            scan.User = rest[..at];
            rest = rest[(at + 1)..];
            var colon = scan.User.IndexOf((byte)':');
            if (colon >= 0)
            {
                scan.HasPassword = true;
                scan.Password = scan.User[(colon + 1)..];
                scan.User = scan.User[..colon];
            }

            if (scan.User.IsEmpty || !Escaping.IsUser(scan.User) || !Escaping.IsPassword(scan.Password))
            {
                return false;
            }
        }

        var question = rest.IndexOf((byte)'?');
        if (question >= 0)
        {
            scan.HasHeaders = true;
            scan.Headers = rest[(question + 1)..];
            rest = rest[..question];
        }

        TakeParameters(ref rest, ref scan);
        return ScanHostAndPort(rest, out scan.Host, out scan.Port) && ParametersAreValid(scan.Parameters)
            && (!scan.HasHeaders || (!scan.Headers.IsEmpty && Escaping.IsHeaders(scan.Headers)));
    }

    private static bool ScanTel(ReadOnlySpan<byte> rest, ref UriScan scan)
    {
        TakeParameters(ref rest, ref scan);
        scan.HasUser = true;
        scan.User = rest;
        return !rest.IsEmpty && IsTelNumber(rest) && ParametersAreValid(scan.Parameters);
    }

    /// <summary>host [":" port], as in URIs and in Via.</summary>
    public static bool ScanHostAndPort(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> host, out int? port)
    {
        host = text;
        port = null;
        var colon = text.LastIndexOf((byte)':');
        if (colon > text.LastIndexOf((byte)']'))
        {
            host = text[..colon];
            if (!Grammar.TryPort(text[(colon + 1)..], out var number))
            {
                return false;
            }

            port = number;
        }

        return Grammar.IsHost(host);
    }

    private static void TakeParameters(ref ReadOnlySpan<byte> rest, ref UriScan scan)
    {
        var semicolon = rest.IndexOf((byte)';');
        if (semicolon >= 0)
        {
            scan.Parameters = rest[semicolon..];
            rest = rest[..semicolon];
        }
    }

    private static bool ParametersAreValid(ReadOnlySpan<byte> parameters) =>
        parameters.IsEmpty || (Escaping.IsParameters(parameters) && ReadParameters(parameters, null) >= 0);

    /// <summary>Counts the parameters, and fills <paramref name="items"/> if given; -1 if one breaks the grammar.</summary>
    public static int ReadParameters(ReadOnlySpan<byte> rest, SipParameter[]? items)
    {
        var count = 0;
        while (!rest.IsEmpty)
        {
            rest = rest[1..];
            var end = rest.IndexOf((byte)';');
            var one = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[end..];
            var equals = one.IndexOf((byte)'=');
            var name = equals < 0 ? one : one[..equals];
            if (name.IsEmpty || count >= ParameterScanner.MaxParameters || one[(equals + 1)..].Contains((byte)'='))
            {
                return -1;
            }

            if (items is not null)
            {
                items[count] = new SipParameter(ParameterNames.Read(name), equals < 0 ? null : Encoding.ASCII.GetString(one[(equals + 1)..]));
            }

            count++;
        }

        return count;
    }

    private static bool IsScheme(ReadOnlySpan<byte> name)
    {
        foreach (var one in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)one) && one is not ((byte)'+' or (byte)'-' or (byte)'.'))
            {
                return false;
            }
        }

        return char.IsAsciiLetter((char)name[0]);
    }

    private static bool IsTelNumber(ReadOnlySpan<byte> number)
    {
        var digits = number[0] == '+' ? number[1..] : number;
        foreach (var one in digits)
        {
            if (!char.IsAsciiHexDigit((char)one) && "-.()*#".IndexOf((char)one) < 0)
            {
                return false;
            }
        }

        return !digits.IsEmpty;
    }
}
