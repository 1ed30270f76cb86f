namespace Switchroom.Sip.Messages;

public sealed partial record SipUri
{
    /// <summary>Parameters that make two URIs different when only one has them (RFC 3261 section 19.1.4).</summary>
    private static readonly string[] Telling = ["user", "ttl", "method", "maddr", "transport"];

    /// <summary>
    /// Whether both name the same resource by RFC 3261 section 19.1.4. Not transitive, and so not <c>Equals</c>, which compares text.
    /// </summary>
    public bool IsEquivalentTo(SipUri other) => Scheme == other.Scheme && Scheme switch
    {
        SipUriScheme.Other => string.Equals(OtherText, other.OtherText, StringComparison.Ordinal),
        SipUriScheme.Tel => SameNumber(_escapedUser!, other._escapedUser!) && SameSetOfParameters(other),
        _ => SameUser(other) && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase) && Port == other.Port
            && SameParameters(other) && SameHeaders(other),
    };

    private bool SameUser(SipUri other) =>
        string.Equals(Normal(_escapedUser), Normal(other._escapedUser), StringComparison.Ordinal)
        && string.Equals(Normal(_escapedPassword), Normal(other._escapedPassword), StringComparison.Ordinal);

    private bool SameParameters(SipUri other)
    {
        foreach (var mine in Parameters)
        {
            if (other.Parameters.Contains(mine.Name)
                ? !SameValue(Parameters[mine.Name], other.Parameters[mine.Name])
                : Telling.Contains(mine.Name, StringComparer.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return Telling.All(name => Parameters.Contains(name) == other.Parameters.Contains(name));
    }

    // RFC 3966 section 4: every parameter counts, in any order.
    private bool SameSetOfParameters(SipUri other) =>
        Parameters.Count == other.Parameters.Count
        && Parameters.All(mine => other.Parameters.Contains(mine.Name) && SameValue(Parameters[mine.Name], other.Parameters[mine.Name]));

    private bool SameHeaders(SipUri other)
    {
        var mine = SortedHeaders();
        var theirs = other.SortedHeaders();
        return mine.SequenceEqual(theirs, StringComparer.Ordinal);
    }

    private IEnumerable<string> SortedHeaders() => (HeaderText ?? "").Split('&').Select(NormalHeader).Order(StringComparer.Ordinal);

    private static string NormalHeader(string pair)
    {
        var equals = pair.IndexOf('=');
        return equals < 0 ? Normal(pair)! : Normal(pair[..equals])!.ToLowerInvariant() + "=" + Normal(pair[(equals + 1)..]);
    }

    private static bool SameValue(string? mine, string? theirs) => string.Equals(Normal(mine), Normal(theirs), StringComparison.OrdinalIgnoreCase);

    /// <summary>Resolves the escapes of characters that are not reserved, and writes the others with upper-case digits.</summary>
    private static string? Normal(string? text)
    {
        if (text is null || !text.Contains('%'))
        {
            return text;
        }

        var normal = new System.Text.StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (!Escaping.StartsWithEscape(text.AsSpan(at)))
            {
                normal.Append(text[at]);
                continue;
            }

            var code = (char)Convert.ToInt32(text.Substring(at + 1, 2), 16);
            normal.Append(code is > ' ' and < '\x7f' && ";/?:@&=+$,%".IndexOf(code) < 0 ? code.ToString() : text.Substring(at, 3).ToUpperInvariant());
            at += 2;
        }

        return normal.ToString();
    }

    private static bool SameNumber(string mine, string theirs) => WithoutSeparators(mine).Equals(WithoutSeparators(theirs), StringComparison.OrdinalIgnoreCase);

    private static string WithoutSeparators(string number) => string.Concat(number.Where(one => one is not ('-' or '.' or '(' or ')')));
}
