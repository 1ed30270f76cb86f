using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>An optional display name, a URI and parameters: From, To, Contact, Route, Refer-To and others (RFC 3261 section 20.10).</summary>
public sealed record NameAddr : HeaderValue
{
    /// <summary>An address without display name or parameters.</summary>
    public NameAddr(SipUri uri, string? displayName = null)
    {
        Uri = uri;
        DisplayName = displayName;
    }

    /// <summary>The display name without quotes and escapes; null if there is none.</summary>
    public string? DisplayName { get; init; }

    /// <summary>The URI.</summary>
    public SipUri Uri { get; init; }

    /// <summary>Header parameters, those after the angle brackets.</summary>
    public SipParameters Parameters { get; init; } = SipParameters.Empty;

    /// <summary>The <c>tag</c> parameter; null if there is none.</summary>
    public string? Tag => Parameters["tag"];

    /// <summary>The <c>expires</c> parameter of a contact in seconds; null if absent or not a number.</summary>
    public uint? Expires => uint.TryParse(Parameters["expires"], out var seconds) ? seconds : null;

    /// <summary>This address with another tag.</summary>
    public NameAddr WithTag(string tag) => this with { Parameters = Parameters.With("tag", tag) };

    internal static NameAddr? Read(ReadOnlySpan<byte> text)
    {
        if (!NameAddrScan.TryScan(text, out var scan) || SipUri.Read(scan.Uri) is not { } uri || ParameterScanner.Read(scan.Parameters) is not { } parameters)
        {
            return null;
        }

        return new NameAddr(uri, DisplayNameOf(scan.DisplayName)) { Parameters = parameters };
    }

    internal override void WriteTo(SipWriter writer)
    {
        if (DisplayName is not null)
        {
            writer.Quoted(DisplayName);
            writer.Byte(' ');
        }

        writer.Byte('<');
        Uri.WriteTo(writer);
        writer.Byte('>');
        Parameters.WriteTo(writer);
    }

    private static string? DisplayNameOf(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? null : name[0] == '"' ? Grammar.Unquote(name) : Encoding.UTF8.GetString(name);
}
