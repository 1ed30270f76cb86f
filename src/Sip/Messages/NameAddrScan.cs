namespace Switchroom.Sip.Messages;

/// <summary>The parts of a name-addr or addr-spec with parameters, as slices (RFC 3261 section 25.1).</summary>
internal ref struct NameAddrScan
{
    /// <summary>Quotes included; empty if there is none.</summary>
    public ReadOnlySpan<byte> DisplayName;

    public ReadOnlySpan<byte> Uri;

    /// <summary>From the first semicolon on; not yet checked.</summary>
    public ReadOnlySpan<byte> Parameters;

    /// <summary>Splits; the URI and the parameters are not yet checked.</summary>
    public static bool TryScan(ReadOnlySpan<byte> text, out NameAddrScan scan)
    {
        scan = default;
        text = Grammar.Trim(text);
        if (text.IsEmpty)
        {
            return false;
        }

        if (text[0] == '"')
        {
            var length = Grammar.QuotedLength(text);
            if (length < 0)
            {
                return false;
            }

            scan.DisplayName = text[..length];
            text = Grammar.TrimStart(text[length..]);
            return !text.IsEmpty && text[0] == '<' && TakeBrackets(text, ref scan);
        }

        var bracket = text.IndexOf((byte)'<');
        if (bracket < 0)
        {
            return TakeBareUri(text, ref scan);
        }

        scan.DisplayName = Grammar.Trim(text[..bracket]);
        return IsUnquotedName(scan.DisplayName) && TakeBrackets(text[bracket..], ref scan);
    }

    /// <summary>Whether the whole text is right.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text) =>
        TryScan(text, out var scan) && UriScan.TryScan(scan.Uri, out _) && ParameterScanner.IsValid(scan.Parameters);

    private static bool TakeBrackets(ReadOnlySpan<byte> text, ref NameAddrScan scan)
    {
        var end = text.IndexOf((byte)'>');
        if (end < 0)
        {
            return false;
        }

        scan.Uri = text[1..end];
        scan.Parameters = Grammar.Trim(text[(end + 1)..]);
        return scan.Parameters.IsEmpty || scan.Parameters[0] == ';';
    }

    // RFC 3261 section 20: without brackets, everything after a semicolon belongs to the header, and the URI may hold neither comma nor question mark.
    private static bool TakeBareUri(ReadOnlySpan<byte> text, ref NameAddrScan scan)
    {
        var end = text.IndexOf((byte)';');
        scan.Uri = Grammar.Trim(end < 0 ? text : text[..end]);
        scan.Parameters = end < 0 ? default : text[end..];
        return !scan.Uri.ContainsAny((byte)',', (byte)'?');
    }

    // *(token LWS); bytes of UTF-8 are let through, since phones send names in their own script without quotes.
    private static bool IsUnquotedName(ReadOnlySpan<byte> name)
    {
        foreach (var one in name)
        {
            if (one < 0x80 && one is not ((byte)' ' or (byte)'\t') && !Grammar.IsTokenByte(one))
            {
                return false;
            }
        }

        return true;
    }
}
