namespace Switchroom.Sip.Messages;

/// <summary>A number of seconds with parameters: Session-Expires, Min-SE (RFC 4028), Retry-After (RFC 3261 section 20.33).</summary>
/// <param name="Value">Seconds.</param>
public sealed record Seconds(uint Value) : HeaderValue
{
    /// <summary>Parameters, e.g. <c>refresher</c> or <c>duration</c>.</summary>
    public SipParameters Parameters { get; init; } = SipParameters.Empty;

    /// <summary>Who refreshes a session: <c>uac</c> or <c>uas</c> in lower case; null if unsaid.</summary>
    public string? Refresher => Parameters["refresher"]?.ToLowerInvariant();

    internal static Seconds? Read(ReadOnlySpan<byte> text)
    {
        text = Grammar.Trim(text);
        var end = text.IndexOfAny((byte)';', (byte)'(', (byte)' ');
        var semicolon = text.IndexOf((byte)';');
        return Grammar.TryNumber(end < 0 ? text : text[..end], uint.MaxValue, out var seconds)
            && ParameterScanner.Read(semicolon < 0 ? default : text[semicolon..]) is { } parameters
            ? new Seconds((uint)seconds) { Parameters = parameters }
            : null;
    }

    internal override void WriteTo(SipWriter writer)
    {
        writer.Number(Value);
        Parameters.WriteTo(writer);
    }
}
