using System.Text;
using Switchroom.Rtp.Sdp;

namespace Switchroom.TestKit.Peers;

/// <summary>The descriptions of a <see cref="TestPeer"/>, in the form that browsers write.</summary>
internal static class TestDescription
{
    private static readonly string[] AudioLines =
    [
        "rtpmap:111 opus/48000/2", "rtcp-fb:111 transport-cc", "fmtp:111 minptime=10;useinbandfec=1", "rtpmap:63 red/48000/2", "fmtp:63 111/111",
        "rtpmap:9 G722/8000", "rtpmap:0 PCMU/8000",
    ];

    private static readonly string[] VideoLines =
    [
        "rtpmap:96 VP8/90000", "rtcp-fb:96 goog-remb", "rtcp-fb:96 transport-cc", "rtcp-fb:96 ccm fir", "rtcp-fb:96 nack", "rtcp-fb:96 nack pli",
        "rtpmap:97 rtx/90000", "fmtp:97 apt=96",
        "rtpmap:103 H264/90000", "fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f",
        "rtpmap:104 rtx/90000", "fmtp:104 apt=103", "rtpmap:116 red/90000", "rtpmap:118 ulpfec/90000",
    ];

    private static readonly string[] AudioExtensions =
    [
        "extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level", "extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
        "extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01", "extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
    ];

    private static readonly string[] VideoExtensions =
    [
        "extmap:14 urn:ietf:params:rtp-hdrext:toffset", "extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
        "extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01", "extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
        "extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id", "extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
        "extmap:12 https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension",
    ];

    internal static string Offer(IReadOnlyList<TestMedia> media, bool withData, string transport)
    {
        var text = new StringBuilder("v=0\r\no=- 4611732 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n");
        var mids = media.Where(item => item.Port > 0).Select(item => item.Mid).Concat(withData ? ["data"] : []);
        text.Append($"a=group:BUNDLE {string.Join(' ', mids)}\r\na=extmap-allow-mixed\r\na=msid-semantic: WMS\r\n");
        foreach (var item in media)
        {
            AppendMedia(text, item, transport);
        }

        if (withData)
        {
            text.Append("m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\nc=IN IP4 0.0.0.0\r\n").Append(transport)
                .Append("a=setup:actpass\r\na=mid:data\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n");
        }

        return text.ToString();
    }

    /// <summary>Accepts everything of an offer, receiving what it sends.</summary>
    internal static string Answer(SessionDescription offer, string transport)
    {
        var text = new StringBuilder("v=0\r\no=- 4611733 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n");
        text.Append($"a=group:BUNDLE {string.Join(' ', offer.Media.Where(media => !media.IsRejected).Select(media => media.Mid))}\r\n");
        foreach (var media in offer.Media)
        {
            text.Append($"m={media.Kind} {(media.IsRejected ? 0 : 9)} {media.Protocol} {string.Join(' ', media.Formats)}\r\nc=IN IP4 0.0.0.0\r\n");
            text.Append(transport).Append("a=setup:active\r\n").Append($"a=mid:{media.Mid}\r\n");
            foreach (var attribute in media.Attributes.Where(item => item.Name is "rtpmap" or "fmtp" or "rtcp-fb" or "extmap" or "rtcp-mux" or "sctp-port"))
            {
                text.Append($"a={attribute}\r\n");
            }

            if (media.Kind != "application")
            {
                text.Append($"a={offer.DirectionOf(media).Reversed().SdpName()}\r\n");
            }
        }

        return text.ToString();
    }

    private static void AppendMedia(StringBuilder text, TestMedia media, string transport)
    {
        var audio = media.Kind == "audio";
        var codecs = media.CodecLines ?? (audio ? AudioLines : VideoLines);
        var formats = codecs.Where(line => line.StartsWith("rtpmap:", StringComparison.Ordinal)).Select(line => line[7..].Split(' ')[0]);
        text.Append($"m={media.Kind} {media.Port} UDP/TLS/RTP/SAVPF {string.Join(' ', formats)}\r\nc=IN IP4 0.0.0.0\r\n").Append(transport);
        text.Append($"a=setup:actpass\r\na=mid:{media.Mid}\r\n");
        foreach (var line in (audio ? AudioExtensions : VideoExtensions).Concat(codecs))
        {
            text.Append($"a={line}\r\n");
        }

        text.Append($"a={media.Direction}\r\na=rtcp-mux\r\na=rtcp-rsize\r\n");
        if (media.Ssrc == 0)
        {
            return;
        }

        text.Append($"a=msid:stream-{media.Mid} track-{media.Mid}\r\n");
        if (media.Rids.Count > 0)
        {
            foreach (var rid in media.Rids)
            {
                text.Append($"a=rid:{rid} send\r\n");
            }

            text.Append($"a=simulcast:send {string.Join(';', media.Rids)}\r\n");
        }
        else if (!audio)
        {
            text.Append($"a=ssrc-group:FID {media.Ssrc} {media.RtxSsrc}\r\na=ssrc:{media.Ssrc} cname:x\r\na=ssrc:{media.RtxSsrc} cname:x\r\n");
        }
    }
}
