using System.Text;

namespace Switchroom.Sip.Messages;

/// <summary>What a body is (Content-Type, RFC 3261 section 20.15).</summary>
/// <param name="Type">The type, e.g. <c>application</c>.</param>
/// <param name="Subtype">The subtype, e.g. <c>sdp</c>.</param>
public sealed record MediaType(string Type, string Subtype) : HeaderValue
{
    /// <summary><c>application/sdp</c>.</summary>
    public static readonly MediaType Sdp = new("application", "sdp");

    /// <summary><c>message/sipfrag</c>, the body of a NOTIFY about a transfer (RFC 3420).</summary>
    public static readonly MediaType SipFragment = new("message", "sipfrag");

    /// <summary><c>application/dtmf-relay</c>.</summary>
    public static readonly MediaType DtmfRelay = new("application", "dtmf-relay");

    /// <summary>Parameters, e.g. <c>boundary</c>.</summary>
    public SipParameters Parameters { get; init; } = SipParameters.Empty;

    /// <summary>Whether type and subtype are those, whatever the case and parameters.</summary>
    public bool Is(string type, string subtype) =>
        Type.Equals(type, StringComparison.OrdinalIgnoreCase) && Subtype.Equals(subtype, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether type and subtype are those of <paramref name="other"/>, whatever the parameters.</summary>
    public bool Is(MediaType other) => Is(other.Type, other.Subtype);

    internal static MediaType? Read(ReadOnlySpan<byte> text)
    {
        text = Grammar.Trim(text);
        var semicolon = text.IndexOf((byte)';');
        var name = semicolon < 0 ? text : text[..semicolon];
        var slash = name.IndexOf((byte)'/');
        var type = slash < 0 ? default : Grammar.Trim(name[..slash]);
        var subtype = slash < 0 ? default : Grammar.Trim(name[(slash + 1)..]);
        return Grammar.IsToken(type) && Grammar.IsToken(subtype) && ParameterScanner.Read(semicolon < 0 ? default : text[semicolon..]) is { } parameters
            ? new MediaType(Encoding.ASCII.GetString(type), Encoding.ASCII.GetString(subtype)) { Parameters = parameters }
            : null;
    }

    internal override void WriteTo(SipWriter writer)
    {
        writer.Text(Type);
        writer.Byte('/');
        writer.Text(Subtype);
        Parameters.WriteTo(writer);
    }
}
