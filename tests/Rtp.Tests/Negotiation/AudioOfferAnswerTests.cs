using System.Net;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Sdp;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rtp.Tests.Negotiation;

public sealed class AudioOfferAnswerTests
{
    private const string Carrier = "v=0\r\no=- 9 1 IN IP4 192.0.2.5\r\ns=-\r\nc=IN IP4 192.0.2.5\r\nt=0 0\r\n"
        + "m=audio 41000 RTP/AVP 8 0 9 13 101\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:30\r\n";

    private readonly AudioOptions _options = new(new IPEndPoint(IPAddress.Parse("198.51.100.1"), 10_000)) { Srtp = SrtpPolicy.Disabled };

    [Fact]
    public void AnswersWithOurFirstCodecThatTheyKnow()
    {
        var (answer, agreement) = Answer(new(_options, new Random(1)), Carrier);

        Assert.Equal(AudioEncoding.G722, agreement.Send.Codec);
        Assert.Equal(["9", "13", "101"], answer.Media.Single().Formats);
        Assert.Equal(30, agreement.PacketTime);
        Assert.Equal(new IPEndPoint(IPAddress.Parse("192.0.2.5"), 41_000), agreement.Remote);
        Assert.Equal(41_001, agreement.RemoteRtcp!.Port);
        Assert.Equal((new PayloadType(101), 8000), (agreement.SendEvents!.PayloadType, agreement.SendEvents.Codec.ClockRate));
        Assert.Equal(new PayloadType(13), agreement.SendComfortNoise!.PayloadType);
        Assert.Null(agreement.FormatOf(new(8)));
        Assert.Equal("198.51.100.1", answer.Connection!.Address);
    }

    [Fact]
    public void AnswersWithTheirFirstCodecWhenAsked()
    {
        var (_, agreement) = Answer(new(_options with { TheirOrder = true }, new Random(1)), Carrier);

        Assert.Equal(AudioEncoding.Pcma, agreement.Send.Codec);
    }

    [Fact]
    public void TwoOfUsAgreeOnOpusWithEventsAtItsClock()
    {
        var caller = new AudioOfferAnswer(_options with { Srtp = SrtpPolicy.Optional }, new Random(1));
        var callee = new AudioOfferAnswer(_options with { Srtp = SrtpPolicy.Optional }, new Random(2));

        Assert.True(callee.TryAnswer(Reparse(caller.CreateOffer()), out var answer, out var theirs, out _));
        Assert.True(caller.TryAcceptAnswer(Reparse(answer!), out var ours, out _));

        Assert.Equal(AudioEncoding.Opus, ours!.Send.Codec);
        Assert.Equal(48000, ours.SendEvents!.Codec.ClockRate);
        Assert.True(ours.RtcpMux && theirs!.RtcpMux);
        Assert.Equal(ours.Remote, ours.RemoteRtcp);
        Assert.True(ours.SendKey!.SameAs(theirs!.ReceiveKey!) && theirs.SendKey!.SameAs(ours.ReceiveKey!));
        Assert.Equal(SrtpProfile.AeadAes256Gcm, ours.SendKey.Profile);
        Assert.Equal("1", ours.Send.Parameters!["useinbandfec"]);
    }

    [Theory]
    [InlineData("sendonly", MediaDirection.RecvOnly, true)]
    [InlineData("inactive", MediaDirection.Inactive, true)]
    [InlineData("recvonly", MediaDirection.SendOnly, false)]
    [InlineData("sendrecv", MediaDirection.SendRecv, false)]
    public void AnswersAFarEndHoldWithTheRightDirection(string offered, MediaDirection expected, bool held)
    {
        var leg = new AudioOfferAnswer(_options, new Random(1));
        Answer(leg, Carrier);

        var (answer, agreement) = Answer(leg, Carrier.Replace("9 1 IN", "9 2 IN") + $"a={offered}\r\n");

        Assert.Equal((expected, held), (agreement.Direction, agreement.HeldByThem));
        Assert.Equal(expected, answer.DirectionOf(answer.Media[0]));
    }

    [Fact]
    public void TakesAnUnspecifiedAddressForHold()
    {
        var (answer, agreement) = Answer(new(_options, new Random(1)), Carrier.Replace("c=IN IP4 192.0.2.5", "c=IN IP4 0.0.0.0"));

        Assert.Equal(MediaDirection.RecvOnly, answer.DirectionOf(answer.Media[0]));
        Assert.True(agreement.HeldByThem);
        Assert.Null(agreement.Remote);
    }

    [Fact]
    public void HoldsTheFarEndAndResumes()
    {
        var (us, them) = Call();
        us.LocalDirection = MediaDirection.SendOnly;
        Renegotiate(us, them);
        Assert.Equal(MediaDirection.SendOnly, us.Agreement!.Direction);
        Assert.Equal(MediaDirection.RecvOnly, them.Agreement!.Direction);

        us.LocalDirection = MediaDirection.SendRecv;
        Renegotiate(us, them);

        Assert.Equal(MediaDirection.SendRecv, us.Agreement.Direction);
        Assert.False(them.Agreement.HeldByThem);
    }

    [Fact]
    public void BothCanHold()
    {
        var (us, them) = Call();
        us.LocalDirection = MediaDirection.SendOnly;
        Renegotiate(us, them);
        them.LocalDirection = MediaDirection.SendOnly;
        Renegotiate(them, us);

        Assert.Equal(MediaDirection.Inactive, them.Agreement!.Direction);

        us.LocalDirection = MediaDirection.SendRecv;
        Renegotiate(us, them);
        Assert.Equal(MediaDirection.RecvOnly, us.Agreement!.Direction);
    }

    [Fact]
    public void CountsTheVersionUpOnlyWhenSomethingChanges()
    {
        var leg = new AudioOfferAnswer(_options, new Random(1));
        var first = leg.CreateOffer();
        leg.AbandonOffer();
        var second = leg.CreateOffer();
        leg.AbandonOffer();
        leg.LocalDirection = MediaDirection.Inactive;
        var third = leg.CreateOffer();

        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal(("1", "2"), (first.Origin.SessionVersion, third.Origin.SessionVersion));
        Assert.Equal(first.Origin.SessionId, third.Origin.SessionId);
    }

    [Fact]
    public void KeepsKeysAndPayloadTypesThroughReOffers()
    {
        var (us, them) = Call(SrtpPolicy.Required);
        var (before, key) = (us.Agreement!, us.Agreement!.SendKey!);

        Renegotiate(them, us);

        Assert.True(us.Agreement.SendKey!.SameAs(key));
        Assert.Equal(before.Send.PayloadType, us.Agreement.Send.PayloadType);
        Assert.Contains(before.Receive[0], us.Agreement.Receive);
    }

    [Fact]
    public void RejectsTheLinesItHasNoUseForInTheirPlaces()
    {
        var offer = Carrier.Replace("m=audio", "m=video 5000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\nm=audio") + "m=image 5002 udptl t38\r\n";
        var leg = new AudioOfferAnswer(_options, new Random(1));

        var (answer, _) = Answer(leg, offer);
        var reoffer = leg.CreateOffer();

        Assert.Equal([("video", 0), ("audio", 10_000), ("image", 0)], answer.Media.Select(media => (media.Kind, media.Port)));
        Assert.Equal([("video", 0), ("audio", 10_000), ("image", 0)], reoffer.Media.Select(media => (media.Kind, media.Port)));
        Assert.Equal("9", reoffer.Media[1].Formats[1]);
    }

    [Fact]
    public void PrefersTheEncryptedOfTwoAudioLines()
    {
        var key = CryptoAttribute.Of(4, SrtpMasterKey.NewRandom(SrtpProfile.AesCm128HmacSha1_32, new Random(3)));
        var offer = Carrier + $"m=audio 41002 RTP/SAVP 0\r\na=crypto:{key}\r\n";

        var (answer, agreement) = Answer(new(_options with { Srtp = SrtpPolicy.Optional }, new Random(1)), offer);
        var (plainAnswer, _) = Answer(new(_options, new Random(1)), offer);

        Assert.Equal([0, 10_000], answer.Media.Select(media => media.Port));
        Assert.Equal((4, "AES_CM_128_HMAC_SHA1_32"), (answer.Media[1].Cryptos.Single().Tag, answer.Media[1].Cryptos.Single().Suite));
        Assert.NotNull(agreement.ReceiveKey);
        Assert.Equal([10_000, 0], plainAnswer.Media.Select(media => media.Port));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("|2^31", "")]
    [InlineData("|1:4", "|1:4")]
    [InlineData("|2^20|7:1", "|7:1")]
    public void NamesItsKeyInPacketsAsTheyNameTheirs(string theirs, string ours)
    {
        var key = SrtpMasterKey.NewRandom(SrtpProfile.AesCm128HmacSha1_80, new Random(3));
        var leg = new AudioOfferAnswer(_options with { Srtp = SrtpPolicy.Optional }, new Random(1));

        var (answer, agreement) = Answer(leg, Carrier.Replace("RTP/AVP", "RTP/SAVP", StringComparison.Ordinal) + $"a=crypto:{CryptoAttribute.Of(1, key)}{theirs}\r\n");

        Assert.Equal(agreement.SendKey!.ToBase64() + ours, answer.Media[0].Cryptos.Single().KeyParameters["inline:".Length..]);
        Assert.Equal(agreement.SendKey.Mki, agreement.ReceiveKey!.Mki);
        // a later offer of ours keeps the key under its name, so nothing restarts
        Assert.Contains(agreement.SendKey.ToBase64() + ours + "\r\n", leg.CreateOffer().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("|2^31|1:4|2:4")]
    [InlineData("|1:4|2^31")]
    [InlineData("|1:200")]
    [InlineData("|1:4;inline:AAAA")]
    public void PassesOverKeysThatItCannotName(string theirs)
    {
        var key = CryptoAttribute.Of(1, SrtpMasterKey.NewRandom(SrtpProfile.AesCm128HmacSha1_80, new Random(3)));
        var leg = new AudioOfferAnswer(_options with { Srtp = SrtpPolicy.Required }, new Random(1));

        Assert.False(leg.TryAnswer(Parse(Carrier + $"a=crypto:{key}{theirs}\r\n"), out _, out _, out var refusal));
        Assert.Equal(NegotiationRefusal.NoCommonCrypto, refusal);
    }

    [Fact]
    public void ANewNameInTheirOfferGetsANewKeyOfOurs()
    {
        var offer = Carrier.Replace("RTP/AVP", "RTP/SAVP", StringComparison.Ordinal) + $"a=crypto:{CryptoAttribute.Of(1, SrtpMasterKey.NewRandom(SrtpProfile.AesCm128HmacSha1_80, new Random(3)))}|1:4\r\n";
        var leg = new AudioOfferAnswer(_options with { Srtp = SrtpPolicy.Required }, new Random(1));

        var first = Answer(leg, offer).Agreement.SendKey!;
        var same = Answer(leg, offer).Agreement.SendKey!;
        var renamed = Answer(leg, offer.Replace("|1:4", "|2:4", StringComparison.Ordinal)).Agreement.SendKey!;

        Assert.True(first.SameAs(same));
        Assert.NotEqual(first.ToBase64(), renamed.ToBase64());
    }

    [Fact]
    public void AnotherKeyFromAnotherAddressGetsANewKeyOfOurs()
    {
        var leg = new AudioOfferAnswer(_options with { Srtp = SrtpPolicy.Required }, new Random(1));

        var first = Answer(leg, Encrypted(3)).Agreement.SendKey!;
        var rekeyed = Answer(leg, Encrypted(4)).Agreement.SendKey!;
        var moved = Answer(leg, Encrypted(4).Replace("41000", "42000", StringComparison.Ordinal)).Agreement.SendKey!;
        var another = Answer(leg, Encrypted(5)).Agreement.SendKey!;

        Assert.True(first.SameAs(rekeyed) && first.SameAs(moved));
        Assert.False(first.SameAs(another));
        Assert.True(another.SameAs(Answer(leg, Encrypted(5)).Agreement.SendKey!));

        static string Encrypted(int seed) => Carrier.Replace("RTP/AVP", "RTP/SAVP", StringComparison.Ordinal)
            + $"a=crypto:{CryptoAttribute.Of(1, SrtpMasterKey.NewRandom(SrtpProfile.AesCm128HmacSha1_80, new Random(seed)))}\r\n";
    }

    [Theory]
    [InlineData(SrtpProfile.AeadAes128Gcm)]
    [InlineData(SrtpProfile.AeadAes256Gcm)]
    public void TakesKeysWithoutPadding(SrtpProfile profile)
    {
        var key = SrtpMasterKey.NewRandom(profile, new Random(3));
        var line = CryptoAttribute.Of(1, key).ToString();
        Assert.EndsWith("=", line);
        var leg = new AudioOfferAnswer(_options with { Srtp = SrtpPolicy.Required }, new Random(1));

        var agreement = Answer(leg, Carrier.Replace("RTP/AVP", "RTP/SAVP", StringComparison.Ordinal) + $"a=crypto:{line.TrimEnd('=')}\r\n").Agreement;

        Assert.True(agreement.ReceiveKey!.SameAs(key));
    }

    [Fact]
    public void UnderstandsAnAnswersOwnPayloadTypesWhereTheyStandForNothingElse()
    {
        var leg = new AudioOfferAnswer(_options, new Random(1));
        var offered = leg.CreateOffer().Media[0].RtpMaps.ToDictionary(map => $"{map.Encoding}/{map.ClockRate}", map => map.PayloadType);
        var taken = offered["telephone-event/8000"];
        var answer = Parse("v=0\r\no=- 9 1 IN IP4 192.0.2.5\r\nc=IN IP4 192.0.2.5\r\n"
            + $"m=audio 4 RTP/AVP {taken} 120\r\na=rtpmap:{taken} opus/48000/2\r\na=rtpmap:120 telephone-event/48000\r\n");

        Assert.True(leg.TryAcceptAnswer(answer, out var agreement, out _));

        Assert.Equal((taken, new PayloadType(120)), (agreement!.Send.PayloadType, agreement.SendEvents!.PayloadType));
        Assert.True(agreement.FormatOf(offered["telephone-event/48000"])!.Codec.IsTelephoneEvent);
        Assert.Equal(48_000, agreement.FormatOf(new(120))!.Codec.ClockRate);
        Assert.Equal(AudioEncoding.Opus, agreement.FormatOf(offered["opus/48000"])!.Codec);
        Assert.Null(agreement.FormatOf(taken));
    }

    [Fact]
    public void TakesAnAnswerWithoutTheLinesThatWereRefusedBefore()
    {
        var leg = new AudioOfferAnswer(_options, new Random(1));
        Answer(leg, Carrier + "m=video 0 RTP/AVP 96\r\n");

        Assert.Equal(2, leg.CreateOffer().Media.Count);
        Assert.False(leg.TryAcceptAnswer(Parse("v=0\r\no=- 9 2 IN IP4 192.0.2.5\r\nc=IN IP4 192.0.2.5\r\n"), out _, out var refusal));
        Assert.Equal(NegotiationRefusal.LinesDiffer, refusal);
        Assert.True(leg.TryAcceptAnswer(Parse(Carrier), out _, out _));
    }

    [Fact]
    public void TakesARefusedLineWithoutAFormat()
    {
        var (answer, _) = Answer(new(_options, new Random(1)), Carrier + "m=video 0 RTP/AVP\r\n");

        Assert.Equal(["audio", "video"], answer.Media.Select(media => media.Kind));
        Assert.True(answer.Media[1].IsRejected);
    }

    [Fact]
    public void APacketTimeOfNothingSaysNothing() =>
        Assert.Equal(20, Answer(new(_options, new Random(1)), Carrier.Replace("ptime:30", "ptime:0", StringComparison.Ordinal)).Agreement.PacketTime);

    [Fact]
    public void TakesOverTheirPayloadTypes()
    {
        const string offer = "v=0\r\no=- 9 1 IN IP4 192.0.2.5\r\nc=IN IP4 192.0.2.5\r\nm=audio 4 RTP/AVP 101 97 96\r\n"
            + "a=rtpmap:101 opus/48000/2\r\na=fmtp:101 usedtx=1\r\na=rtpmap:97 telephone-event/8000\r\na=rtpmap:96 telephone-event/48000\r\n";
        var leg = new AudioOfferAnswer(_options, new Random(1));

        var (answer, agreement) = Answer(leg, offer);

        Assert.Equal(["101", "96", "97"], answer.Media[0].Formats);
        Assert.Equal(new PayloadType(96), agreement.SendEvents!.PayloadType);
        Assert.Equal("101", leg.CreateOffer().Media[0].Formats[0]);
    }

    [Theory]
    [InlineData("m=audio 41000 RTP/AVP 18\r\n", SrtpPolicy.Disabled, NegotiationRefusal.NoCommonCodec)]
    [InlineData("m=audio 0 RTP/AVP 0\r\n", SrtpPolicy.Disabled, NegotiationRefusal.NoAudio)]
    [InlineData("m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n", SrtpPolicy.Disabled, NegotiationRefusal.NoAudio)]
    [InlineData("m=video 41000 RTP/AVP 96\r\n", SrtpPolicy.Disabled, NegotiationRefusal.NoAudio)]
    [InlineData("m=audio 41000 RTP/AVP 0\r\n", SrtpPolicy.Required, NegotiationRefusal.EncryptionRequired)]
    [InlineData("m=audio 41000 RTP/SAVP 0\r\n", SrtpPolicy.Disabled, NegotiationRefusal.EncryptionNotAllowed)]
    [InlineData("m=audio 41000 RTP/SAVP 0\r\na=crypto:1 F8_128_HMAC_SHA1_80 inline:AAAA\r\n", SrtpPolicy.Optional, NegotiationRefusal.NoCommonCrypto)]
    [InlineData("m=audio 41000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA\r\n", SrtpPolicy.Required, NegotiationRefusal.NoCommonCrypto)]
    public void SaysWhyItRefusesAnOffer(string media, SrtpPolicy policy, NegotiationRefusal expected)
    {
        var leg = new AudioOfferAnswer(_options with { Srtp = policy }, new Random(1));

        Assert.False(leg.TryAnswer(Parse("v=0\r\no=- 9 1 IN IP4 192.0.2.5\r\nc=IN IP4 192.0.2.5\r\n" + media), out _, out _, out var refusal));
        Assert.Equal(expected, refusal);
    }

    [Fact]
    public void ARefusedReOfferChangesNothing()
    {
        var leg = new AudioOfferAnswer(_options, new Random(1));
        var (_, before) = Answer(leg, Carrier);

        Assert.False(leg.TryAnswer(Parse(Carrier.Replace("8 0 9 13 101", "18")), out _, out _, out _));
        Assert.Same(before, leg.Agreement);
        leg.CreateOffer();
        Assert.False(leg.TryAcceptAnswer(Parse(Carrier.Replace("41000", "0")), out _, out var refusal));
        Assert.Equal(NegotiationRefusal.Rejected, refusal);
        Assert.Same(before, leg.Agreement);
        Assert.False(leg.TryAnswer(Parse(Carrier), out _, out _, out refusal));
        Assert.Equal(NegotiationRefusal.WrongState, refusal);
        leg.AbandonOffer();
        Assert.True(leg.TryAnswer(Parse(Carrier), out _, out _, out _));
    }

    private (AudioOfferAnswer Us, AudioOfferAnswer Them) Call(SrtpPolicy srtp = SrtpPolicy.Disabled)
    {
        var us = new AudioOfferAnswer(_options with { Srtp = srtp }, new Random(1));
        var them = new AudioOfferAnswer(_options with { Srtp = srtp }, new Random(2));
        Renegotiate(us, them);
        return (us, them);
    }

    private static void Renegotiate(AudioOfferAnswer offerer, AudioOfferAnswer answerer)
    {
        Assert.True(answerer.TryAnswer(Reparse(offerer.CreateOffer()), out var answer, out _, out var refusal), refusal.ToString());
        Assert.True(offerer.TryAcceptAnswer(Reparse(answer!), out _, out refusal), refusal.ToString());
    }

    private static (SessionDescription Answer, AudioAgreement Agreement) Answer(AudioOfferAnswer leg, string offer)
    {
        Assert.True(leg.TryAnswer(Parse(offer), out var answer, out var agreement, out var refusal), refusal.ToString());
        return (Reparse(answer!), agreement!);
    }

    private static SessionDescription Reparse(SessionDescription description) => Parse(description.ToString());

    private static SessionDescription Parse(string text)
    {
        Assert.True(SessionDescription.TryParse(text, out var description, out var refusal), refusal.ToString());
        return description!;
    }
}
