using System.Globalization;
using System.Net;
using Switchroom.Rtp;
using Switchroom.Rtp.Sdp;
using Switchroom.WebRtc.Media;

namespace Switchroom.WebRtc.Negotiation;

/// <summary>Writes the lines of our descriptions. Every m-line is bundled with the first (RFC 8843) and says we are ICE-lite.</summary>
internal sealed class SectionWriter(LocalTransport transport, string setup, ulong sessionId, int version)
{
    private const string Rtp = "UDP/TLS/RTP/SAVPF";
    private const string Data = "UDP/DTLS/SCTP";

    private static readonly string[] VideoFeedback = ["goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"];

    private readonly SessionDescription _session = new(new SdpOrigin(
        "-", sessionId.ToString(CultureInfo.InvariantCulture), version.ToString(CultureInfo.InvariantCulture), new SdpConnection(IPAddress.Loopback)));

    private readonly List<string> _bundled = [];

    /// <summary>Adds an m-line that nothing flows on (RFC 3264 section 6: port 0).</summary>
    internal void AddRejected(MediaSection section, string protocol, IEnumerable<string> formats)
    {
        var media = new MediaDescription(section.MediaWord, 0, protocol) { Connection = new SdpConnection(IPAddress.Any) };
        media.Formats.AddRange(formats);
        media.Attributes.Add("mid", section.Mid);
        if (section.MediaWord != "application")
        {
            MediaDirections.Set(media.Attributes, MediaDirection.Inactive);
        }

        _session.Media.Add(media);
    }

    /// <summary>Adds the data channels' m-line (RFC 8841).</summary>
    internal void AddData(MediaSection section)
    {
        var media = Begin(section, Data);
        media.Formats.Add("webrtc-datachannel");
        media.Attributes.Add("sctp-port", "5000");
        media.Attributes.Add("max-message-size", transport.MaxMessageSize.ToString(CultureInfo.InvariantCulture));
        _session.Media.Add(media);
    }

    /// <summary>Adds an audio or video m-line.</summary>
    internal void AddMedia(
        MediaSection section, MediaDirection direction, IReadOnlyList<NegotiatedCodec> codecs, IEnumerable<ExtensionMap> extensions, string cname)
    {
        var media = Begin(section, Rtp);
        media.Attributes.Add("rtcp-mux");
        media.Attributes.Add("rtcp-rsize");
        MediaDirections.Set(media.Attributes, direction);
        foreach (var extension in extensions)
        {
            media.Attributes.Add("extmap", extension.ToString());
        }

        foreach (var codec in codecs)
        {
            AddCodec(media, codec);
        }

        if (section.Receive is { IsActive: true, Rids.Count: > 0 } receive)
        {
            foreach (var rid in receive.Rids)
            {
                media.Attributes.Add("rid", new RidDescription(rid, false).ToString());
            }

            IReadOnlyList<IReadOnlyList<string>> layers = [.. receive.Rids.Select(rid => (IReadOnlyList<string>)[rid])];
            media.Attributes.Add("simulcast", new SimulcastDescription([], layers).ToString());
        }

        if (direction.HasFlag(MediaDirection.SendOnly) && section.Send is { } track)
        {
            AddSource(media, track, codecs.Any(codec => codec.RtxPayloadType is not null), cname);
        }

        _session.Media.Add(media);
    }

    /// <summary>The whole text.</summary>
    internal string Finish()
    {
        _session.Attributes.Add("ice-lite");
        _session.Attributes.Add("group", new SdpGroup(SdpGroup.Bundle, _bundled).ToString());
        _session.Attributes.Add("extmap-allow-mixed");
        _session.Attributes.Add("msid-semantic", " WMS *");
        return _session.ToString();
    }

    private static void AddCodec(MediaDescription media, NegotiatedCodec negotiated)
    {
        var codec = negotiated.Codec;
        var type = new PayloadType(negotiated.PayloadType);
        AddFormat(media, new RtpMap(type, codec.Name, codec.ClockRate, Math.Max(1, codec.Channels)), codec.Parameters);
        if (codec.Kind == TrackKind.Video)
        {
            foreach (var feedback in VideoFeedback)
            {
                media.Attributes.Add("rtcp-fb", $"{type} {feedback}");
            }
        }
        else
        {
            // No nack: audio has no RTX, and a sequence number must not be protected twice. FEC and RED repair it.
            media.Attributes.Add("rtcp-fb", $"{type} transport-cc");
        }

        if (negotiated.RtxPayloadType is { } rtx)
        {
            AddFormat(media, new RtpMap(new PayloadType(rtx), "rtx", codec.ClockRate), $"apt={type}");
        }

        if (negotiated.RedPayloadType is { } red)
        {
            AddFormat(media, new RtpMap(new PayloadType(red), "red", codec.ClockRate, codec.Channels), $"{type}/{type}");
        }
    }

    private static void AddFormat(MediaDescription media, RtpMap map, string parameters)
    {
        media.Formats.Add(map.PayloadType.ToString());
        media.Attributes.Add("rtpmap", map.ToString());
        if (parameters.Length > 0)
        {
            media.Attributes.Add("fmtp", new FormatParameters(map.PayloadType, parameters).ToString());
        }
    }

    private static void AddSource(MediaDescription media, SendTrack track, bool withRtx, string cname)
    {
        var msid = $"{track.StreamId} {track.TrackId}";
        media.Attributes.Add("msid", msid);
        if (withRtx)
        {
            media.Attributes.Add(
                "ssrc-group", new SsrcGroup(SsrcGroup.FlowIdentification, [new Ssrc(track.Ssrc), new Ssrc(track.RtxSsrc)]).ToString());
        }

        foreach (var ssrc in withRtx ? new[] { track.Ssrc, track.RtxSsrc } : [track.Ssrc])
        {
            media.Attributes.Add("ssrc", new SsrcAttribute(new Ssrc(ssrc), "cname", cname).ToString());
            media.Attributes.Add("ssrc", new SsrcAttribute(new Ssrc(ssrc), "msid", msid).ToString());
        }
    }

    private MediaDescription Begin(MediaSection section, string protocol)
    {
        // Port 9 stands for "see ICE" (RFC 8829 section 5.2.1).
        var media = new MediaDescription(section.MediaWord, 9, protocol) { Connection = new SdpConnection(IPAddress.Any) };
        media.Attributes.Add("mid", section.Mid);
        media.Attributes.Add("ice-ufrag", transport.Ice.Ufrag);
        media.Attributes.Add("ice-pwd", transport.Ice.Password);
        media.Attributes.Add("fingerprint", "sha-256 " + transport.Fingerprint);
        media.Attributes.Add("setup", setup);
        if (_bundled.Count == 0)
        {
            for (var i = 0; i < transport.Candidates.Count; i++)
            {
                media.Attributes.Add("candidate", transport.Candidates[i].ToAttribute(i)["candidate:".Length..]);
            }

            media.Attributes.Add("end-of-candidates");
        }

        _bundled.Add(section.Mid);
        return media;
    }
}
