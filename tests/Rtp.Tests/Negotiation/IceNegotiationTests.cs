using System.Net;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Sdp;

namespace Switchroom.Rtp.Tests.Negotiation;

/// <summary>ICE in offers and answers of SIP legs (RFC 8839): we are the lite side.</summary>
public sealed class IceNegotiationTests
{
    private const string Credentials = "a=ice-ufrag:F7gI\r\na=ice-pwd:x9cml/YzichV2+XlhiMu8g\r\n";
    private const string Rtp = "a=candidate:1 1 UDP 2130706431 192.0.2.5 41000 typ host\r\n";
    private const string Rtcp = "a=candidate:1 2 UDP 2130706430 192.0.2.5 41001 typ host\r\n";
    private const string Audio = "v=0\r\no=- 9 1 IN IP4 192.0.2.5\r\ns=-\r\nc=IN IP4 192.0.2.5\r\nt=0 0\r\nm=audio 41000 RTP/AVP 0\r\n";

    private readonly AudioOptions _options = new(new IPEndPoint(IPAddress.Parse("198.51.100.1"), 10_000)) { Srtp = SrtpPolicy.Disabled };

    [Fact]
    public void AnswersAsTheLiteSideWithACandidateForEachComponent()
    {
        var (answer, agreement) = Answer(Audio + Credentials + Rtp + Rtcp);

        var media = answer.Media[0];
        Assert.True(answer.Attributes.Has("ice-lite"));
        Assert.Equal("ice2", answer.Attributes.Value("ice-options"));
        Assert.Equal(
            ["1 1 UDP 2130706431 198.51.100.1 10000 typ host", "1 2 UDP 2130706430 198.51.100.1 10001 typ host"],
            media.Candidates.Select(candidate => candidate.ToString()));
        Assert.Equal("10001", media.Attributes.Value("rtcp"));
        Assert.Equal(new IceCredentials("F7gI", "x9cml/YzichV2+XlhiMu8g"), agreement.Ice!.Remote);
        Assert.Equal(IceCredentials.Of(answer, media), agreement.Ice.Local);
        Assert.True(agreement.Ice.Local.IsWellFormed);
    }

    [Fact]
    public void NamesOneComponentWhenRtcpSharesThePort()
    {
        var (answer, _) = Answer(Audio + Credentials + Rtp + "a=rtcp-mux\r\n");

        Assert.Equal(1, Assert.Single(answer.Media[0].Candidates).Component);
        Assert.False(answer.Media[0].Attributes.Has("rtcp"));
    }

    [Theory]
    [InlineData("session level", "t=0 0\r\na=ice-ufrag:F7gI\r\na=ice-pwd:x9cml/YzichV2+XlhiMu8g\r\nm=", Rtp + Rtcp, true, false)]
    [InlineData("no credentials", "t=0 0\r\nm=", Rtp + Rtcp, false, false)]
    [InlineData("a password too short", "t=0 0\r\na=ice-ufrag:F7gI\r\na=ice-pwd:short\r\nm=", Rtp + Rtcp, false, false)]
    [InlineData("no candidate at all", "t=0 0\r\nm=", Credentials, false, true)]
    [InlineData("an address that is no candidate", "t=0 0\r\nm=", Credentials + "a=candidate:1 1 UDP 9 192.0.2.7 41000 typ host\r\n" + Rtcp, false, true)]
    [InlineData("a port that is no candidate", "t=0 0\r\nm=", Credentials + "a=candidate:1 1 UDP 9 192.0.2.5 41002 typ host\r\n" + Rtcp, false, true)]
    [InlineData("no candidate for RTCP", "t=0 0\r\nm=", Credentials + Rtp, false, true)]
    [InlineData("RTCP elsewhere", "t=0 0\r\nm=", Credentials + Rtp + "a=rtcp:50000\r\na=candidate:1 2 UDP 9 192.0.2.5 50000 typ host\r\n", true, false)]
    public void UsesIceWhereTheOfferIsSound(string what, string head, string tail, bool used, bool mismatch)
    {
        var (answer, agreement) = Answer(Audio.Replace("t=0 0\r\nm=", head, StringComparison.Ordinal) + tail);

        Assert.True(used == agreement.Ice is not null, what);
        Assert.Equal(used, answer.Attributes.Has("ice-lite"));
        Assert.Equal(used, answer.Media[0].Candidates.Any());
        Assert.Equal(mismatch, answer.Media[0].Attributes.Has("ice-mismatch"));
    }

    [Fact]
    public void AnAddressThatIsNotKnownYetIsNoHold()
    {
        var (answer, agreement) = Answer(Audio.Replace("c=IN IP4 192.0.2.5", "c=IN IP4 0.0.0.0", StringComparison.Ordinal).Replace("audio 41000", "audio 9", StringComparison.Ordinal) + Credentials + "a=ice-options:trickle\r\n");

        Assert.NotNull(agreement.Ice);
        Assert.Null(agreement.Remote);
        Assert.Equal(MediaDirection.SendRecv, answer.DirectionOf(answer.Media[0]));
    }

    [Fact]
    public void OffersNoIceUnlessItIsAskedTo()
    {
        var offer = new AudioOfferAnswer(_options, new Random(1)).CreateOffer();

        Assert.DoesNotContain("ice", offer.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Credentials + Rtp + Rtcp, true, false)]
    [InlineData("a=ice-lite\r\n" + Credentials + Rtp + Rtcp, true, true)]
    [InlineData("", false, false)]
    [InlineData("a=ice-mismatch\r\n", false, false)]
    [InlineData("a=ice-mismatch\r\n" + Credentials + Rtp + Rtcp, false, false)]
    public void OffersIceAndTakesWhatIsAnswered(string answered, bool used, bool lite)
    {
        var session = new AudioOfferAnswer(_options with { OfferIce = true }, new Random(1));
        var offer = session.CreateOffer();
        Assert.True(offer.Attributes.Has("ice-lite"));
        Assert.Equal([1, 2], offer.Media[0].Candidates.Select(candidate => candidate.Component));

        var (head, tail) = answered.StartsWith("a=ice-lite\r\n", StringComparison.Ordinal) ? ("a=ice-lite\r\n", answered["a=ice-lite\r\n".Length..]) : ("", answered);
        Assert.True(session.TryAcceptAnswer(Parse(Audio.Replace("m=", head + "m=", StringComparison.Ordinal) + tail), out var agreement, out var refusal), refusal.ToString());

        Assert.Equal(used, agreement!.Ice is not null);
        Assert.Equal(lite, agreement.Ice?.RemoteIsLite == true);
        Assert.Equal(used ? IceCredentials.Of(offer, offer.Media[0]) : null, agreement.Ice?.Local);
        Assert.Equal(new IPEndPoint(IPAddress.Parse("192.0.2.5"), 41_000), agreement.Remote);
    }

    [Fact]
    public void GoesOnWithIceWhenTheAddressMovedToWhereTheChecksCameFrom()
    {
        var session = new AudioOfferAnswer(_options, new Random(1));
        Answer(session, Audio + Credentials + Rtp + Rtcp);

        var (answer, agreement) = Answer(session, Audio.Replace("c=IN IP4 192.0.2.5", "c=IN IP4 203.0.113.9", StringComparison.Ordinal) + Credentials + Rtp + Rtcp);

        Assert.NotNull(agreement.Ice);
        Assert.False(answer.Media[0].Attributes.Has("ice-mismatch"));
    }

    [Fact]
    public void AnAnswerCannotBringIceThatWasNotOffered()
    {
        var session = new AudioOfferAnswer(_options, new Random(1));
        session.CreateOffer();

        Assert.True(session.TryAcceptAnswer(Parse(Audio + Credentials + Rtp + Rtcp), out var agreement, out _));
        Assert.Null(agreement!.Ice);
    }

    [Fact]
    public void KeepsItsCredentialsUntilTheyRestart()
    {
        var session = new AudioOfferAnswer(_options, new Random(1));
        var first = Answer(session, Audio + Credentials + Rtp + Rtcp);
        var same = Answer(session, Audio.Replace("9 1 IN", "9 2 IN", StringComparison.Ordinal) + Credentials + Rtp + Rtcp);
        var ours = session.CreateOffer();
        session.AbandonOffer();
        var restarted = Answer(session, Audio.Replace("9 1 IN", "9 3 IN", StringComparison.Ordinal) + Credentials.Replace("F7gI", "New1", StringComparison.Ordinal) + Rtp + Rtcp);
        var (without, plain) = Answer(session, Audio.Replace("9 1 IN", "9 4 IN", StringComparison.Ordinal));

        Assert.Equal(first.Agreement.Ice!.Local, same.Agreement.Ice!.Local);
        Assert.Equal(first.Agreement.Ice.Local, IceCredentials.Of(ours, ours.Media[0]));
        Assert.NotEqual(first.Agreement.Ice.Local, restarted.Agreement.Ice!.Local);
        Assert.Null(plain.Ice);
        Assert.DoesNotContain("ice", without.ToString(), StringComparison.Ordinal);
    }

    private (SessionDescription Answer, AudioAgreement Agreement) Answer(string offer) => Answer(new AudioOfferAnswer(_options, new Random(1)), offer);

    private static (SessionDescription Answer, AudioAgreement Agreement) Answer(AudioOfferAnswer session, string offer)
    {
        Assert.True(session.TryAnswer(Parse(offer), out var answer, out var agreement, out var refusal), refusal.ToString());
        return (Parse(answer!.ToString()), agreement!);
    }

    private static SessionDescription Parse(string text)
    {
        Assert.True(SessionDescription.TryParse(text, out var parsed, out var refusal), refusal.ToString());
        return parsed!;
    }
}
