using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Tests.Messages;

public sealed class SipUriTests
{
    [Theory] // RFC 3261 section 19.1.4
    [InlineData("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp", true)]
    [InlineData("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", true)]
    [InlineData("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;newparam=5", true)]
    [InlineData("sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com", "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com", true)]
    [InlineData("sip:alice@atlanta.com?subject=project%20x&priority=urgent", "sip:alice@atlanta.com?priority=urgent&subject=project%20x", true)]
    [InlineData("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP", false)]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false)]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", false)]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp", false)]
    [InlineData("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting", false)]
    [InlineData("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off", false)]
    [InlineData("sip:carol@chicago.com", "sips:carol@chicago.com", false)]
    [InlineData("sip:%2Bx@chicago.com", "sip:+x@chicago.com", false)]
    [InlineData("tel:+1-555-0100", "tel:+1(555)0100", true)]
    [InlineData("tel:0100;phone-context=a.example", "tel:0100;phone-context=b.example", false)]
    public void ComparesAsTheRfcSays(string one, string other, bool equivalent)
    {
        Assert.Equal(equivalent, SipUri.Parse(one).IsEquivalentTo(SipUri.Parse(other)));
        Assert.Equal(equivalent, SipUri.Parse(other).IsEquivalentTo(SipUri.Parse(one)));
    }

    [Theory]
    [InlineData("sip:"), InlineData("sip:@host"), InlineData("sip:a@"), InlineData("sip:a@b@c"), InlineData("sip:a:b@c:99999"), InlineData("sip:a b@c")]
    [InlineData("sip:a@b;"), InlineData("sip:a@b;=x"), InlineData("sip:a@b?"), InlineData("sip:a%4@b"), InlineData("sip:[::1"), InlineData("sip:[1.2.3.4]")]
    [InlineData("tel:"), InlineData("tel:+"), InlineData("tel:hello"), InlineData("host"), InlineData(":x"), InlineData("1sip:a"), InlineData("sip:a@b:")]
    public void RefusesWhatBreaksTheGrammar(string text) => Assert.False(SipUri.TryParse(text, out _));

    [Fact]
    public void EscapesWhatTheUserPartMayNotHold()
    {
        var uri = new SipUri(SipUriScheme.Sip, "a b@c%\r\n\u00e9", "example.com", 5070);

        Assert.Equal("sip:a%20b%40c%25%0D%0A%C3%A9@example.com:5070", uri.ToString());
        Assert.Equal("a b@c%\r\n\u00e9", SipUri.Parse(uri.ToString()).User);
    }

    [Theory]
    [InlineData("a b"), InlineData("a\r\nb"), InlineData(""), InlineData("a;lr"), InlineData("1:2"), InlineData("[::1]")]
    public void TakesNoHostThatIsNone(string host) => Assert.Throws<ArgumentException>(() => new SipUri(SipUriScheme.Sip, "a", host));

    [Fact]
    public void CarriesHeadersForATransfer()
    {
        var target = SipUri.Parse("sip:carol@example.com").WithHeader("Replaces", "call@1;to-tag=a;from-tag=b");

        Assert.Equal("sip:carol@example.com?Replaces=call%401%3Bto-tag%3Da%3Bfrom-tag%3Db", target.ToString());
        Assert.Equal(new Replaces("call@1", "a", "b"), Replaces.Parse(SipUri.Parse(target.ToString()).HeaderOf("replaces")!));
        Assert.Equal("sip:carol@example.com", target.ForRequest().ToString());
    }

    [Fact]
    public void KeepsParametersAsTheyCame()
    {
        const string Text = "sip:proxy.example;lr;ftag=a%2Bb;did=1:2$3";

        Assert.Equal(Text, SipUri.Parse(Text).ToString());
        Assert.True(SipUri.Parse(Text).IsLooseRouter);
    }
}
