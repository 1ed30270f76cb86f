using System.Net;
using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>A SIP, SIPS or tel URI (RFC 3261 section 19.1, RFC 3966), or one of another scheme that is only carried.</summary>
public sealed partial record SipUri
{
    private readonly string? _escapedUser;
    private readonly string? _escapedPassword;
    private readonly string _host = "";
    private readonly int? _port;

    /// <summary>A SIP or SIPS URI. The user is plain text and is escaped as needed.</summary>
    /// <exception cref="ArgumentException">The host is neither a name nor an address, or the port is no port.</exception>
    public SipUri(SipUriScheme scheme, string? user, string host, int? port = null)
    {
        Scheme = scheme;
        User = user;
        Host = host;
        Port = port;
    }

    private SipUri(SipUriScheme scheme, string? escapedUser, string? escapedPassword)
    {
        Scheme = scheme;
        _escapedUser = escapedUser;
        _escapedPassword = escapedPassword;
    }

    /// <summary>The scheme.</summary>
    public SipUriScheme Scheme { get; init; }

    /// <summary>The user without escapes, or the number of a tel URI; null if there is none.</summary>
    public string? User
    {
        get => _escapedUser is null ? null : Escaping.Unescape(_escapedUser);
        init => _escapedUser = value is null ? null : Escape(value, Escaping.User);
    }

    /// <summary>The password without escapes; its use is discouraged by RFC 3261.</summary>
    public string? Password
    {
        get => _escapedPassword is null ? null : Escaping.Unescape(_escapedPassword);
        init => _escapedPassword = value is null ? null : Escape(value, Escaping.Password);
    }

    /// <summary>A host name or an address; IPv6 without its brackets. Empty for tel and other schemes.</summary>
    public string Host
    {
        get => _host;
        init => _host = Grammar.IsHostText(value) ? value : throw new ArgumentException($"'{value}' is neither a host name nor an address.", nameof(value));
    }

    /// <summary>The port, if the URI names one: none and 5060 are different URIs.</summary>
    public int? Port
    {
        get => _port;
        init => _port = value is null or (>= 0 and <= 65535) ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }

    /// <summary>Parameters. Their values are in wire form: escapes are neither resolved nor added to.</summary>
    public SipParameters Parameters { get; init; } = SipParameters.Empty;

    /// <summary>Headers after the question mark, in wire form (<c>name=value&amp;name=value</c>, escaped); null if there are none.</summary>
    public string? HeaderText { get; private init; }

    /// <summary>The scheme's name and text of a URI of scheme <see cref="SipUriScheme.Other"/>, colon included.</summary>
    public string? OtherText { get; private init; }

    /// <summary>The host as an address; null if it is a name.</summary>
    public IPAddress? Address => IPAddress.TryParse(_host, out var address) ? address : null;

    /// <summary>The <c>transport</c> parameter in lower case; null if the URI names none.</summary>
    public string? Transport => Parameters["transport"]?.ToLowerInvariant();

    /// <summary>Whether the <c>lr</c> parameter asks for loose routing (RFC 3261 section 16.12).</summary>
    public bool IsLooseRouter => Parameters.Contains("lr");

    /// <summary>A tel URI of a number as it is written in RFC 3966, e.g. <c>+15550100</c>.</summary>
    public static SipUri Tel(string number) => new(SipUriScheme.Tel, Escape(number, Escaping.User), null);

    /// <summary>Reads a URI; false if it breaks the grammar.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SipUri? uri)
    {
        uri = Read(Encoding.UTF8.GetBytes(text.ToArray()));
        return uri is not null;
    }

    /// <summary>Reads a URI that is known to be right, such as a constant.</summary>
    /// <exception cref="FormatException">It breaks the grammar.</exception>
    public static SipUri Parse(string text) => TryParse(text, out var uri) ? uri : throw new FormatException($"'{text}' is no SIP, SIPS or tel URI.");

    /// <summary>The decoded value of the first URI header of that name; null if there is none.</summary>
    public string? HeaderOf(string name)
    {
        foreach (var pair in (HeaderText ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            if (equals > 0 && Escaping.Unescape(pair[..equals]).Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return Escaping.Unescape(pair[(equals + 1)..]);
            }
        }

        return null;
    }

    /// <summary>This URI with a header added, e.g. Replaces in a Refer-To.</summary>
    public SipUri WithHeader(string name, string value)
    {
        var pair = Escape(name, Escaping.Header) + "=" + Escape(value, Escaping.Header);
        return this with { HeaderText = HeaderText is null ? pair : HeaderText + "&" + pair };
    }

    /// <summary>This URI without what may not stand in a Request-URI: headers and the method parameter (RFC 3261 table 1).</summary>
    public SipUri ForRequest() => this with { HeaderText = null, Parameters = Parameters.Without("method") };

    /// <summary>The URI as it stands on the wire.</summary>
    public override string ToString()
    {
        var writer = new SipWriter();
        WriteTo(writer);
        return Encoding.UTF8.GetString(writer.Written);
    }

    internal void WriteTo(SipWriter writer)
    {
        if (Scheme == SipUriScheme.Other)
        {
            writer.Text(OtherText);
            return;
        }

        writer.Ascii(Scheme switch { SipUriScheme.Sip => "sip:", SipUriScheme.Sips => "sips:", _ => "tel:" });
        WriteUserAndHost(writer);
        foreach (var parameter in Parameters)
        {
            writer.Byte(';');
            writer.Escaped(parameter.Name, Escaping.Parameter, keepEscapes: true);
            if (parameter.Value is not null)
            {
                writer.Byte('=');
                writer.Escaped(parameter.Value, Escaping.Parameter, keepEscapes: true);
            }
        }

        if (HeaderText is not null)
        {
            writer.Byte('?');
            writer.Text(HeaderText);
        }
    }

    private void WriteUserAndHost(SipWriter writer)
    {
        if (_escapedUser is not null)
        {
            writer.Text(_escapedUser);
            if (_escapedPassword is not null)
            {
                writer.Byte(':');
                writer.Text(_escapedPassword);
            }

            if (Scheme != SipUriScheme.Tel)
            {
                writer.Byte('@');
            }
        }

        if (Scheme != SipUriScheme.Tel)
        {
            writer.HostAndPort(_host, Port);
        }
    }

    private static string Escape(string text, System.Buffers.SearchValues<char> allowed)
    {
        var writer = new SipWriter();
        writer.Escaped(text, allowed, keepEscapes: false);
        return Encoding.ASCII.GetString(writer.Written);
    }
}
