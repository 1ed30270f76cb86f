using System.Text;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Tests.Messages;

public sealed class SipParserTests
{
    internal const string Invite =
        "INVITE sip:bob@biloxi.example;transport=udp SIP/2.0\r\n" +
        "Via: SIP/2.0/UDP pc33.atlanta.example:5066;branch=z9hG4bK776asdhds;rport, SIP/2.0/TCP [2001:db8::1];branch=z9hG4bKold\r\n" +
        "Max-Forwards: 70\r\n" +
        "t: \"Bob \\\"the\\\" Builder\" <sip:bob@biloxi.example>\r\n" +
        "From: Alice <sip:alice@atlanta.example>;tag=1928301774\r\n" +
        "i: a84b4c76e66710@pc33.atlanta.example\r\n" +
        "CSeq: 314159 INVITE\r\n" +
        "Contact: <sip:alice@pc33.atlanta.example>\r\n" +
        "X-Own:  kept   as it is \r\n" +
        "Supported: 100rel,\r\n timer\r\n" +
        "Session-Expires: 1800;refresher=uac\r\n" +
        "Content-Type: application/sdp\r\n" +
        "Content-Length: 4\r\n\r\nv=0\n";

    [Fact]
    public void ReadsTheHeadersOfAnInvite()
    {
        var request = Request(Invite);

        Assert.Equal(SipMethod.Invite, request.Method);
        Assert.Equal("bob", request.Uri.User);
        Assert.Equal("udp", request.Uri.Transport);
        Assert.Equal(["z9hG4bK776asdhds", "z9hG4bKold"], request.Vias.Select(via => via.Branch));
        Assert.Equal("2001:db8::1", request.Vias[1].Host);
        Assert.True(request.Via.HasRPort);
        Assert.Equal("Bob \"the\" Builder", request.To.DisplayName);
        Assert.Equal("1928301774", request.From.Tag);
        Assert.Equal("a84b4c76e66710@pc33.atlanta.example", request.CallId);
        Assert.Equal(new CSeq(314159, SipMethod.Invite), request.CSeq);
        Assert.Equal(70u, request.MaxForwards);
        Assert.Equal(["100rel", "timer"], request.TokensOf(SipHeader.Supported));
        Assert.Equal("uac", request.SessionExpires!.Refresher);
        Assert.Equal("kept   as it is", request.Headers["x-own"]);
        Assert.True(request.ContentType!.Is(MediaType.Sdp));
        Assert.Equal("v=0\n"u8, request.Body.Span);
    }

    [Fact]
    public void WritesWhatItRead()
    {
        var request = Request(Invite);

        var again = Request(request.ToString());

        Assert.Equal(request.ToString(), again.ToString());
        Assert.Equal(request.Vias, again.Vias);
        Assert.Contains("\r\nTo: \"Bob \\\"the\\\" Builder\" <sip:bob@biloxi.example>\r\n", again.ToString());
        Assert.Contains("\r\nX-Own: kept   as it is\r\n", again.ToString());
    }

    [Fact]
    public void CopiesIntoAResponseWhatTheRfcSays()
    {
        var response = SipResponse.For(Request(Invite), 486);

        Assert.StartsWith("SIP/2.0 486 Busy Here\r\nVia: SIP/2.0/UDP pc33", response.ToString());
        Assert.EndsWith("\r\nCSeq: 314159 INVITE\r\nContent-Length: 0\r\n\r\n", response.ToString());
    }

    [Fact]
    public void RefusesAHeaderValueWithALineEnd()
    {
        var request = Request(Invite);

        Assert.Throws<ArgumentException>(() => request.Headers.Add("X-Name", "a\r\nEvil: b"));
        request.From = new NameAddr(new SipUri(SipUriScheme.Sip, "a\r\nEvil: b", "h"), "name\r\nEvil: b").WithTag("t\r\nEvil: b");
        Assert.DoesNotContain("\nEvil", request.ToString());
    }

    internal static SipRequest Request(string text)
    {
        Assert.Equal(SipParseError.None, SipParser.Parse(Encoding.UTF8.GetBytes(text), SipLimits.Default, out var message));
        return Assert.IsType<SipRequest>(message);
    }
}
