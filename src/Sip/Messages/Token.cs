using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>A token with parameters: Event, Subscription-State (RFC 6665), Reason (RFC 3326), Content-Disposition and the like.</summary>
/// <param name="Value">The token.</param>
public sealed record Token(string Value) : HeaderValue
{
    /// <summary>Parameters.</summary>
    public SipParameters Parameters { get; init; } = SipParameters.Empty;

    /// <summary>The value of a parameter; null if it is absent.</summary>
    public string? this[string parameter] => Parameters[parameter];

    /// <summary>Whether the token is <paramref name="value"/>, whatever the case.</summary>
    public bool Is(string value) => Value.Equals(value, StringComparison.OrdinalIgnoreCase);

    /// <summary>A Reason (RFC 3326), e.g. <c>SIP ;cause=200 ;text="Call completed elsewhere"</c> or <c>Q.850;cause=16</c>.</summary>
    public static Token Reason(string protocol, int cause, string? text = null)
    {
        var parameters = SipParameters.Empty.With("cause", cause.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new Token(protocol) { Parameters = text is null ? parameters : parameters.With("text", text, quoted: true) };
    }

    internal static Token? Read(ReadOnlySpan<byte> text)
    {
        text = Grammar.Trim(text);
        var semicolon = text.IndexOf((byte)';');
        var value = Grammar.Trim(semicolon < 0 ? text : text[..semicolon]);
        return Grammar.IsToken(value) && ParameterScanner.Read(semicolon < 0 ? default : text[semicolon..]) is { } parameters
            ? new Token(Encoding.ASCII.GetString(value)) { Parameters = parameters }
            : null;
    }

    internal override void WriteTo(SipWriter writer)
    {
        writer.Text(Value);
        Parameters.WriteTo(writer);
    }
}
