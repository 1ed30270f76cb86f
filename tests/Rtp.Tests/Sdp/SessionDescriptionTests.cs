using System.Net;
using Switchroom.Rtp.Sdp;

namespace Switchroom.Rtp.Tests.Sdp;

public sealed class SessionDescriptionTests
{
    private const string Carrier = "v=0\r\no=- 3725 3726 IN IP4 192.0.2.5\r\ns=call\r\nc=IN IP4 192.0.2.5\r\nt=0 0\r\na=sendonly\r\n"
        + "m=audio 41000 RTP/AVP 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
        + "a=fmtp:101 0-16\r\na=ptime:20\r\na=x-unheard-of:kept as it is\r\n";

    private static readonly SdpOrigin Origin = new("-", "1", "1", new SdpConnection(IPAddress.Loopback));

    [Fact]
    public void WritesWhatItReadWordForWord()
    {
        Assert.Equal(Carrier, Parse(Carrier).ToString());
        Assert.Equal(BrowserOffer.Text, Parse(BrowserOffer.Text).ToString());
    }

    [Fact]
    public void ReadsATelephoneOffer()
    {
        var media = Assert.Single(Parse(Carrier).Media);

        Assert.Equal(("audio", 41000, "RTP/AVP"), (media.Kind, media.Port, media.Protocol));
        Assert.Equal([new PayloadType(8), new PayloadType(0), new PayloadType(101)], media.PayloadTypes);
        Assert.Equal(new RtpMap(new(8), "PCMA", 8000), media.RtpMaps.First());
        Assert.Equal("0-16", media.Parameters.Single().Text);
        Assert.Equal(20, media.Number("ptime"));
        Assert.Equal("kept as it is", media.Attributes.Value("x-unheard-of"));
    }

    [Fact]
    public void InheritsConnectionAndDirectionFromTheSession()
    {
        var session = Parse(Carrier);

        Assert.Equal("192.0.2.5", session.ConnectionOf(session.Media[0])!.Address);
        Assert.Equal(MediaDirection.SendOnly, session.DirectionOf(session.Media[0]));
    }

    [Fact]
    public void ReadsABrowserOffer()
    {
        var session = Parse(BrowserOffer.Text);
        var (audio, video, data) = (session.Media[0], session.Media[1], session.Media[2]);

        Assert.Equal(["0", "1", "2"], session.Groups.Single(group => group.Semantics == SdpGroup.Bundle).Mids);
        Assert.Equal(("0", "1", "2"), (audio.Mid, video.Mid, data.Mid));
        Assert.Equal("minptime=10;useinbandfec=1", audio.Parameters.First(line => line.PayloadType.Value == 111).Text);
        Assert.Equal("1", audio.Parameters.First()["UseInbandFec"]);
        Assert.Equal(2, audio.RtpMaps.First(map => map.Is("OPUS")).Channels);
        Assert.Contains(new RtcpFeedback(new PayloadType(96), "nack", "pli"), video.RtcpFeedbacks);
        Assert.Contains(new ExtensionMap(1, "urn:ietf:params:rtp-hdrext:ssrc-audio-level"), audio.ExtensionMaps);
        Assert.Equal([new RidDescription("q", true), new("h", true), new("f", true, "max-width=1280")], video.Rids);
        Assert.True(SimulcastDescription.TryParse(video.Attributes.Value("simulcast")!, out var simulcast));
        Assert.Equal(["q", "h", "f"], simulcast!.Send.Select(ids => ids[0]));
        Assert.Equal([new Ssrc(11), new Ssrc(12)], video.SsrcGroups.Single().Ssrcs);
        Assert.Equal("stream track", video.Ssrcs.First(line => line.Name == "msid").Value);
        Assert.True(Fingerprint.TryParse(session.ValueFor(data, "fingerprint"), out var fingerprint));
        Assert.Equal(("sha-256", 64), (fingerprint!.Hash, fingerprint.Hex.Length));
        Assert.Equal("4ZcD", session.ValueFor(audio, "ice-ufrag"));
        var candidate = audio.Candidates.Single();
        Assert.Equal(("192.0.2.9", 54609, "host", "0"), (candidate.Address, candidate.Port, candidate.Type, candidate.Extension("generation")));
        Assert.Equal(5000, data.Number("sctp-port"));
    }

    [Theory]
    [InlineData("v=0\no=- 1 1 IN IP4 192.0.2.1\nm=audio 4 RTP/AVP 0\n")]
    [InlineData("v=0\r\n\r\no=- 1 1 IN IP4 192.0.2.1\r\ns= \r\nz=what is this\r\nm=audio 4 RTP/AVP 0")]
    [InlineData("v=0\r\nt=0 0\r\no=-  1   1 IN IP4  192.0.2.1 \r\ns=late origin\r\nm=audio  4\tRTP/AVP 0\r\n")]
    public void TakesAnythingSane(string text)
    {
        Assert.Equal("192.0.2.1", Parse(text).Origin.Address.Address);
        Assert.Equal(4, Parse(text).Media.Single().Port);
    }

    [Theory]
    [InlineData("", SdpRefusal.MissingVersion)]
    [InlineData("o=- 1 1 IN IP4 1.1.1.1\r\n", SdpRefusal.MissingVersion)]
    [InlineData("v=1\r\n", SdpRefusal.MissingVersion)]
    [InlineData("v=0\r\ns=-\r\n", SdpRefusal.MissingOrigin)]
    [InlineData("v=0\r\no=- 1 1\r\n", SdpRefusal.MalformedOrigin)]
    [InlineData("v=0\r\nhello\r\n", SdpRefusal.MalformedLine)]
    [InlineData("v=0\r\no=a\0 1 1 IN IP4 1.1.1.1\r\n", SdpRefusal.MalformedLine)]
    [InlineData("v=0\r\nc=IN IP4\r\n", SdpRefusal.MalformedConnection)]
    [InlineData("v=0\r\nm=audio 70000 RTP/AVP 0\r\n", SdpRefusal.MalformedMedia)]
    [InlineData("v=0\r\nm=audio -4 RTP/AVP 0\r\n", SdpRefusal.MalformedMedia)]
    [InlineData("v=0\r\nm=audio 4 RTP/AVP\r\n", SdpRefusal.MalformedMedia)]
    [InlineData("v=0\r\na=:value\r\n", SdpRefusal.MalformedAttribute)]
    public void SaysWhyItRefuses(string text, SdpRefusal expected)
    {
        Assert.False(SessionDescription.TryParse(text, out var description, out var refusal));
        Assert.Equal((expected, null), (refusal, description));
    }

    [Fact]
    public void HoldsItsLimits()
    {
        var limits = new SdpLimits { MaxLength = 200, MaxLines = 8, MaxMedia = 2 };

        Assert.Equal(SdpRefusal.TooLong, RefusalOf("v=0\r\n" + new string('a', 200)));
        Assert.Equal(SdpRefusal.TooManyLines, RefusalOf("v=0\n" + string.Concat(Enumerable.Repeat("a=x\n", 8))));
        Assert.Equal(SdpRefusal.TooManyMedia, RefusalOf("v=0\n" + string.Concat(Enumerable.Repeat("m=a 1 b 0\n", 3))));

        SdpRefusal RefusalOf(string text)
        {
            SessionDescription.TryParse(text, out _, out var refusal, limits);
            return refusal;
        }
    }

    [Theory]
    [InlineData("a\r\nm=audio 1 RTP/AVP 0")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public void CannotBeMadeToWriteALineOfTheCallersChoosing(string value)
    {
        var session = new SessionDescription(Origin) { Name = value };

        Assert.Throws<ArgumentException>(() => session.Attributes.Add("tool", value));
        Assert.Throws<ArgumentException>(() => session.Attributes.Add(value));
        Assert.Throws<ArgumentException>(() => new MediaDescription(value, 1, "RTP/AVP"));
        Assert.Throws<ArgumentException>(() => session.ToString());
    }

    [Theory]
    [InlineData(MediaDirection.SendOnly, MediaDirection.RecvOnly)]
    [InlineData(MediaDirection.SendRecv, MediaDirection.SendRecv)]
    [InlineData(MediaDirection.Inactive, MediaDirection.Inactive)]
    public void ReversesADirection(MediaDirection direction, MediaDirection reversed)
    {
        Assert.Equal(reversed, direction.Reversed());
        Assert.Equal(direction, reversed.Reversed());
    }

    private static SessionDescription Parse(string text)
    {
        Assert.True(SessionDescription.TryParse(text, out var description, out var refusal), refusal.ToString());
        return description!;
    }
}
