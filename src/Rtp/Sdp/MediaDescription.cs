using System.Globalization;
using System.Text;

namespace Switchroom.Rtp.Sdp;

/// <summary>One m-line with the lines that belong to it (RFC 8866 section 5.14).</summary>
public sealed class MediaDescription
{
    /// <summary>Makes a media description.</summary>
    /// <param name="kind">audio, video, application, image, …</param>
    /// <param name="port">0 rejects or removes it; 9 in WebRTC, where ICE finds the port.</param>
    /// <param name="protocol">Such as RTP/AVP or UDP/TLS/RTP/SAVPF.</param>
    /// <exception cref="ArgumentException">A part is not one word, or the port is out of range.</exception>
    public MediaDescription(string kind, int port, string protocol)
    {
        Kind = SdpText.RequireWord(kind, nameof(kind));
        Port = port is >= 0 and <= 65535 ? port : throw new ArgumentException("a port is 0 to 65535", nameof(port));
        Protocol = SdpText.RequireWord(protocol, nameof(protocol));
    }

    /// <summary>audio, video, application, image, …</summary>
    public string Kind { get; }

    /// <summary>0 when rejected or removed.</summary>
    public int Port { get; set; }

    /// <summary>The "/n" behind the port, for layered media; 1 when absent.</summary>
    public int PortCount { get; init; } = 1;

    /// <summary>Such as RTP/AVP, RTP/SAVP, UDP/TLS/RTP/SAVPF, UDP/DTLS/SCTP.</summary>
    public string Protocol { get; set; }

    /// <summary>Payload types in order of preference, or other format names.</summary>
    public List<string> Formats { get; } = [];

    /// <summary>i=</summary>
    public string? Title { get; set; }

    /// <summary>c= of this media description.</summary>
    public SdpConnection? Connection { get; set; }

    /// <summary>The values of b=.</summary>
    public List<string> Bandwidths { get; } = [];

    /// <summary>a= of this media description.</summary>
    public SdpAttributes Attributes { get; } = new();

    /// <summary>Whether it is refused or removed: port 0, unless bundled without a port of its own (RFC 8843 section 6).</summary>
    public bool IsRejected => Port == 0 && !Attributes.Has("bundle-only");

    /// <summary>The identification tag (RFC 5888).</summary>
    public string? Mid => Attributes.Value("mid");

    /// <summary>Payload types in order of preference; formats that are none are left out.</summary>
    public IEnumerable<PayloadType> PayloadTypes
    {
        get
        {
            foreach (var format in Formats)
            {
                if (SdpText.TryPayloadType(format, out var type))
                {
                    yield return type;
                }
            }
        }
    }

    /// <summary>What payload types mean.</summary>
    public IEnumerable<RtpMap> RtpMaps => Read<RtpMap>("rtpmap", RtpMap.TryParse);

    /// <summary>The fmtp lines.</summary>
    public IEnumerable<FormatParameters> Parameters => Read<FormatParameters>("fmtp", FormatParameters.TryParse);

    /// <summary>The rtcp-fb lines (RFC 4585).</summary>
    public IEnumerable<RtcpFeedback> RtcpFeedbacks => Read<RtcpFeedback>("rtcp-fb", RtcpFeedback.TryParse);

    /// <summary>Header extensions (RFC 8285).</summary>
    public IEnumerable<ExtensionMap> ExtensionMaps => Read<ExtensionMap>("extmap", ExtensionMap.TryParse);

    /// <summary>Attributes of sources (RFC 5576).</summary>
    public IEnumerable<SsrcAttribute> Ssrcs => Read<SsrcAttribute>("ssrc", SsrcAttribute.TryParse);

    /// <summary>Groups of sources, such as FID for retransmission (RFC 5576).</summary>
    public IEnumerable<SsrcGroup> SsrcGroups => Read<SsrcGroup>("ssrc-group", SsrcGroup.TryParse);

    /// <summary>Restricted streams (RFC 8851).</summary>
    public IEnumerable<RidDescription> Rids => Read<RidDescription>("rid", RidDescription.TryParse);

    /// <summary>SDES keys (RFC 4568).</summary>
    public IEnumerable<CryptoAttribute> Cryptos => Read<CryptoAttribute>("crypto", CryptoAttribute.TryParse);

    /// <summary>ICE candidates (RFC 8839).</summary>
    public IEnumerable<IceCandidateAttribute> Candidates => Read<IceCandidateAttribute>("candidate", IceCandidateAttribute.TryParse);

    /// <summary>The text of a number attribute such as ptime; null when absent or not a number.</summary>
    public int? Number(string name) => SdpText.TryNumber(Attributes.Value(name), out var value) ? value : null;

    internal void Write(StringBuilder text)
    {
        var count = PortCount == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"/{PortCount}");
        SessionDescription.Line(text, 'm', string.Create(CultureInfo.InvariantCulture, $"{Kind} {Port}{count} {Protocol} {string.Join(' ', Formats)}"));
        if (Title is not null)
        {
            SessionDescription.Line(text, 'i', Title);
        }

        if (Connection is not null)
        {
            SessionDescription.Line(text, 'c', Connection.ToString());
        }

        Bandwidths.ForEach(value => SessionDescription.Line(text, 'b', value));
        foreach (var attribute in Attributes)
        {
            SessionDescription.Line(text, 'a', attribute.ToString());
        }
    }

    internal static bool TryParse(ReadOnlySpan<char> text, out MediaDescription? media)
    {
        media = null;
        var words = new SdpText(text);
        var kind = words.Word();
        var port = words.Word();
        var protocol = words.Word();
        var slash = port.IndexOf('/');
        var count = 1;
        if (protocol.IsEmpty || !SdpText.TryNumber(slash < 0 ? port : port[..slash], out var number) || number > 65535
            || (slash >= 0 && !SdpText.TryNumber(port[(slash + 1)..], out count)))
        {
            return false;
        }

        var parsed = new MediaDescription(kind.ToString(), number, protocol.ToString()) { PortCount = Math.Max(1, count) };
        for (var word = words.Word(); !word.IsEmpty; word = words.Word())
        {
            parsed.Formats.Add(word.ToString());
        }

        // A line that is refused needs no format, and some far ends give it none.
        media = parsed.Formats.Count > 0 || number == 0 ? parsed : null;
        return media is not null;
    }

    private delegate bool Reader<T>(string value, out T? result);

    private IEnumerable<T> Read<T>(string name, Reader<T> reader)
    {
        foreach (var value in Attributes.Values(name))
        {
            if (reader(value, out var result))
            {
                yield return result!;
            }
        }
    }
}
