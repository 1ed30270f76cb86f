using System.Text;

namespace Switchroom.Rtp.Sdp;

/// <summary>A session description (RFC 8866): the session's own lines and its media descriptions. Writing one gives the canonical order and CRLF.</summary>
public sealed class SessionDescription(SdpOrigin origin)
{
    /// <summary>The media type of the text form.</summary>
    public const string MediaType = "application/sdp";

    /// <summary>o=</summary>
    public SdpOrigin Origin { get; set; } = origin;

    /// <summary>s=</summary>
    public string Name { get; set; } = "-";

    /// <summary>c= at session level; a media description may have its own.</summary>
    public SdpConnection? Connection { get; set; }

    /// <summary>The values of b= at session level, such as "AS:64".</summary>
    public List<string> Bandwidths { get; } = [];

    /// <summary>The values of t=; "0 0" when the peer gave none.</summary>
    public List<string> Times { get; } = [];

    /// <summary>a= at session level.</summary>
    public SdpAttributes Attributes { get; } = new();

    /// <summary>The m-lines in order. An answer has as many as its offer.</summary>
    public List<MediaDescription> Media { get; } = [];

    /// <summary>The groups, such as BUNDLE (RFC 5888).</summary>
    public IEnumerable<SdpGroup> Groups => Attributes.Values("group").Select(SdpGroup.Parse);

    /// <summary>Parses a description; never throws, whatever the text.</summary>
    /// <param name="text">The text; lines end in CRLF, LF or CR.</param>
    /// <param name="description">The result, or null.</param>
    /// <param name="refusal">Why it is null.</param>
    /// <param name="limits">Bounds; <see cref="SdpLimits.Default"/> when null.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out SessionDescription? description, out SdpRefusal refusal, SdpLimits? limits = null) =>
        SdpParser.TryParse(text, limits ?? SdpLimits.Default, out description, out refusal);

    /// <summary>Parses UTF-8, the form in message bodies.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out SessionDescription? description, out SdpRefusal refusal, SdpLimits? limits = null)
    {
        limits ??= SdpLimits.Default;
        if (utf8.Length > limits.MaxLength)
        {
            (description, refusal) = (null, SdpRefusal.TooLong);
            return false;
        }

        return TryParse(Encoding.UTF8.GetString(utf8), out description, out refusal, limits);
    }

    /// <summary>The c-line that holds for a media description.</summary>
    public SdpConnection? ConnectionOf(MediaDescription media) => media.Connection ?? Connection;

    /// <summary>The direction that holds for a media description: its own, else the session's, else sendrecv (RFC 8866 section 6.7).</summary>
    public MediaDirection DirectionOf(MediaDescription media) =>
        MediaDirections.Of(media.Attributes) ?? MediaDirections.Of(Attributes) ?? MediaDirection.SendRecv;

    /// <summary>An attribute's value from a media description, else from the session, as ICE and DTLS attributes are inherited.</summary>
    public string? ValueFor(MediaDescription media, string name) => media.Attributes.Value(name) ?? Attributes.Value(name);

    /// <summary>The text form.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(512);
        Line(text, 'v', "0");
        Line(text, 'o', Origin.ToString());
        Line(text, 's', Name.Length == 0 ? "-" : Name);
        if (Connection is not null)
        {
            Line(text, 'c', Connection.ToString());
        }

        Bandwidths.ForEach(value => Line(text, 'b', value));
        if (Times.Count == 0)
        {
            Line(text, 't', "0 0");
        }

        Times.ForEach(value => Line(text, 't', value));
        foreach (var attribute in Attributes)
        {
            Line(text, 'a', attribute.ToString());
        }

        Media.ForEach(media => media.Write(text));
        return text.ToString();
    }

    internal static void Line(StringBuilder text, char type, string value) =>
        text.Append(type).Append('=').Append(SdpText.Require(value, nameof(value))).Append("\r\n");
}
