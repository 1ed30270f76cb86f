using System.Net;
using System.Text.RegularExpressions;
using Switchroom.Media.Codecs;
using Switchroom.Media.Tones;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Tests.Mixing;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Sdp;
using Switchroom.TestKit;

namespace Switchroom.Rooms.Tests.Phone;

public sealed class PhoneLegTests : IDisposable
{
    private static readonly AudioOptions AnyPhone = new(new IPEndPoint(IPAddress.Loopback, 1)) { Srtp = SrtpPolicy.WhenOffered };
    private readonly PhoneRoom _room = new();

    [Theory]
    [InlineData("PCMU", PhoneEncryption.None)]
    [InlineData("PCMA", PhoneEncryption.Optional)]
    [InlineData("G722", PhoneEncryption.Required)]
    [InlineData("OPUS", PhoneEncryption.None)]
    public void TwoPhonesHearEachOtherAndNotThemselves(string codec, PhoneEncryption encryption)
    {
        var (leg, one) = _room.Call(600, options => options with { AudioCodecs = [codec], Encryption = encryption });
        var (_, two) = _room.Call(900, options => options with { AudioCodecs = [codec], Encryption = encryption });

        _room.Run(4);

        AssertHears(one, 900, 600);
        AssertHears(two, 600, 900);
        var quality = leg.Quality(_room.Simulation.Now);
        Assert.Equal(encryption != PhoneEncryption.None, quality.Encrypted);
        Assert.Equal((0, 0, ""), (quality.Received.Lost, quality.Refused, quality.Diagnosis));
        Assert.StartsWith(codec, quality.Codec);
        Assert.InRange(quality.Received.Packets, 195, 201);
    }

    [Fact]
    public void ThreePhonesOfDifferentCodecsAndPacketTimesHearTheOthers()
    {
        var (_, one) = _room.Call(500, options => options with { AudioCodecs = ["PCMU"], PacketTime = TimeSpan.FromMilliseconds(30) });
        var (_, two) = _room.Call(800, options => options with { AudioCodecs = ["G722"], PacketTime = TimeSpan.FromMilliseconds(10) });
        var (_, three) = _room.Call(1100, options => options with { AudioCodecs = ["OPUS"], PacketTime = TimeSpan.FromMilliseconds(60) });

        _room.Run(4);

        AssertHears(one, 800, 500);
        AssertHears(one, 1100, 500);
        AssertHears(two, 500, 800);
        AssertHears(two, 1100, 800);
        AssertHears(three, 500, 1100);
        AssertHears(three, 800, 1100);
        AssertEvenTimestamps(one, 240);
        AssertEvenTimestamps(two, 80);
        AssertEvenTimestamps(three, 2880);
    }

    [Fact]
    public void KeepsTalkingThroughTenPercentLossAndJitter()
    {
        _room.Network.DefaultLink = new LinkProfile { Delay = TimeSpan.FromMilliseconds(30), Jitter = TimeSpan.FromMilliseconds(40), Loss = 0.1, Duplication = 0.02 };
        var (leg, one) = _room.Call(600);
        var (_, two) = _room.Call(900);

        _room.Run(60);

        AssertHears(one, 900, 600);
        AssertHears(two, 600, 900);
        var quality = leg.Quality(_room.Simulation.Now);
        Assert.InRange(quality.Received.Lost!.Value / (double)quality.Received.Packets, 0.07, 0.15);
        Assert.InRange(quality.Concealed, 0.05, 0.2);
        Assert.InRange(quality.RoundTrip!.Value.TotalMilliseconds, 60, 150);
        Assert.InRange(quality.Received.Mos!.Value, 2.5, 4.0);
        Assert.InRange(quality.Sent.Mos!.Value, 2.5, 4.2);
        Assert.InRange(quality.BufferDelay.TotalMilliseconds, 20, 120);
        Assert.NotNull(one.MetricsHeard);
        Assert.InRange(one.MetricsHeard!.Value.MosConversational, 25, 42);

        // At 10 % independent losses sixteen steps in a row are seldom whole: nearly all of them are in bursts.
        Assert.InRange(one.MetricsHeard!.Value.BurstDensity / 256.0, 0.05, 0.4);
        Assert.InRange(one.MetricsHeard!.Value.BurstDuration, 200, 30_000);
        Assert.InRange(one.MetricsHeard!.Value.GapDuration, 320, 5000);
    }

    [Fact]
    public void TellsTheKeysThatThePhonePresses()
    {
        var (_, phone) = _room.Call(600);
        _room.Run(1);

        foreach (var key in "42#")
        {
            phone.Press(key, _room.Simulation.Now);
            _room.Run(0.5);
        }

        Assert.Equal("42#", new string([.. _room.All<DtmfReceived>().Select(received => received.Digit)]));
        Assert.All(_room.All<DtmfReceived>(), received => Assert.Equal(100, received.Duration.TotalMilliseconds, 1.0));
    }

    [Fact]
    public void HearsOnWhileAGatewaySendsThePhonesKeysAsASourceOfItsOwn()
    {
        var (leg, phone) = _room.Call(600);
        var (_, other) = _room.Call(900);
        _room.Run(2);

        foreach (var key in "42#")
        {
            phone.Press(key, _room.Simulation.Now, another: new Ssrc(4242));
            _room.Run(0.5);
            AssertHears(other, 600, 900);
        }

        Assert.Equal("42#", new string([.. _room.All<DtmfReceived>().Select(received => received.Digit)]));
        var quality = leg.Quality(_room.Simulation.Now);
        Assert.Equal((0, 0), (quality.Refused, quality.Received.Lost));
        Assert.InRange(quality.Concealed, 0, 0.001);
    }

    [Fact]
    public void GoesOnSendingKeysAsThePhoneTakesThemFromThenOn()
    {
        var (leg, phone) = _room.Call(600, options => options with { AudioCodecs = ["PCMU"] });
        _room.Run(1);
        Assert.True(leg.StartDtmf("1234", TimeSpan.FromMilliseconds(120), TimeSpan.FromMilliseconds(80), _room.Simulation.Now).IsDone);
        _room.Run(0.45);
        var (headers, sound) = (phone.HeadersHeard.Count, phone.Heard.Count);

        Assert.True(leg.HandleOffer(WithoutTelephoneEvents(phone.Offer()), _room.Simulation.Now).IsDone);
        _room.Drain(_room.Simulation.Now);
        phone.TakeAnswer(_room.Latest<PhoneLocalAnswer>().Sdp);
        Assert.Null(phone.Agreement.SendEvents);
        _room.Run(1);

        Assert.All(phone.HeadersHeard.Skip(headers), header => Assert.Contains(header.PayloadType, new[] { PayloadType.Pcmu, PayloadType.ComfortNoise }));
        var detector = new DtmfDetector(8000);
        Assert.Equal("4", new string([.. phone.Heard.Skip(sound).Chunk(160).Where(chunk => chunk.Length == 160).Select(samples => detector.Listen(samples)).OfType<char>()]));
        Assert.Equal("12", new string([.. phone.KeysHeard.Select(key => key.Key)]));
        Assert.Equal("1234", _room.Latest<DtmfSent>().Digits);
    }

    [Fact]
    public void KeepsKeysForAPhoneThatHoldsUsUntilItIsBack()
    {
        var (leg, phone) = _room.Call(600);
        _room.Run(1);
        Renegotiate(leg, phone, MediaDirection.SendOnly);
        var before = phone.HeadersHeard.Count;
        leg.StartDtmf("12", TimeSpan.FromMilliseconds(120), TimeSpan.FromMilliseconds(80), _room.Simulation.Now);
        _room.Run(2);
        Assert.Equal(before, phone.HeadersHeard.Count);
        Assert.Empty(phone.KeysHeard);

        Renegotiate(leg, phone, MediaDirection.SendRecv);
        _room.Run(2);

        Assert.Equal("12", new string([.. phone.KeysHeard.Select(key => key.Key)]));
    }

    [Fact]
    public void SendsKeysAndSaysWhenItIsDone()
    {
        var (leg, phone) = _room.Call(600);
        _room.Call(900);
        _room.Run(1);

        Assert.True(leg.StartDtmf("1w2#", TimeSpan.FromMilliseconds(120), TimeSpan.FromMilliseconds(80), _room.Simulation.Now).IsDone);
        Assert.False(leg.StartDtmf("1!", TimeSpan.FromMilliseconds(120), TimeSpan.FromMilliseconds(80), _room.Simulation.Now).IsDone);
        Assert.False(leg.StartDtmf("1", TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(80), _room.Simulation.Now).IsDone);
        _room.Run(3);

        Assert.Equal("12#", new string([.. phone.KeysHeard.Select(key => key.Key)]));
        Assert.All(phone.KeysHeard, key => Assert.Equal(120, key.Duration.TotalMilliseconds, 1.0));
        Assert.Equal("1w2#", _room.Latest<DtmfSent>().Digits);
        AssertHears(phone, 900, 600);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SpeechGoesOnInThePausesBetweenKeys(bool telephoneEvents)
    {
        var (leg, phone) = _room.Call(600, options => options with { AudioCodecs = ["PCMU"] }, AnyPhone with { TelephoneEvents = telephoneEvents });
        _room.Call(900);
        _room.Run(1);

        leg.StartDtmf("1,,2", TimeSpan.FromMilliseconds(120), TimeSpan.FromMilliseconds(80), _room.Simulation.Now);
        _room.Run(3);
        AssertHears(phone, 900, 600);
        Assert.Empty(_room.All<DtmfSent>());
        _room.Run(3);

        Assert.Equal("1,,2", _room.Latest<DtmfSent>().Digits);
        AssertHears(phone, 900, 600);
        if (telephoneEvents)
        {
            Assert.Equal("12", new string([.. phone.KeysHeard.Select(key => key.Key)]));
        }
    }

    [Fact]
    public void SendsAndHearsKeysInTheSoundOfAPhoneWithoutTelephoneEvents()
    {
        var old = AnyPhone with { TelephoneEvents = false };
        var (leg, phone) = _room.Call(600, options => options with { AudioCodecs = ["PCMA"] }, old);
        _room.Run(1);

        foreach (var key in "7*")
        {
            phone.Sound(key);
            _room.Run(0.1);
            phone.Release();
            _room.Run(0.2);
        }

        leg.StartDtmf("59", TimeSpan.FromMilliseconds(120), TimeSpan.FromMilliseconds(80), _room.Simulation.Now);
        var from = phone.Heard.Count;
        _room.Run(1);

        var detector = new DtmfDetector(8000);
        var heard = phone.Heard.Skip(from).Chunk(160).Select(samples => detector.Listen(samples)).OfType<char>();
        Assert.Equal("59", new string([.. heard]));
        Assert.Equal("59", _room.Latest<DtmfSent>().Digits);
        Assert.Equal("7*", new string([.. _room.All<DtmfReceived>().Select(received => received.Digit)]));
        Assert.All(_room.All<DtmfReceived>(), received => Assert.InRange(received.Duration.TotalMilliseconds, 80, 140));
    }

    [Fact]
    public void HoldsAndResumesInMidSpeech()
    {
        var (leg, phone) = _room.Call(600);
        var (_, other) = _room.Call(900);
        _room.Run(2);

        Hold(leg, phone, true);
        _room.Run(3);
        AssertSilent(other);
        AssertSilent(phone);

        Hold(leg, phone, false);
        _room.Run(3);

        AssertHears(other, 600, 900);
        AssertHears(phone, 900, 600);
        Assert.Empty(_room.All<PhoneMediaTimeout>());
    }

    [Theory]
    [InlineData("PCMU", 20, true, 50)]
    [InlineData("PCMU", 20, false, 50)]
    [InlineData("PCMU", 30, false, 33.3)]
    [InlineData("G722", 10, false, 100)]
    [InlineData("OPUS", 60, false, 16.7)]
    public void GoesOnSendingSilenceAndReportsWhileWeHoldThePhone(string codec, int packetTime, bool encrypted, double rate)
    {
        var (leg, phone) = _room.Call(
            600,
            options => options with { AudioCodecs = [codec], PacketTime = TimeSpan.FromMilliseconds(packetTime), Encryption = encrypted ? PhoneEncryption.Required : PhoneEncryption.None },
            AnyPhone with { ComfortNoise = false });
        var (_, other) = _room.Call(900);
        _room.Run(2);
        Hold(leg, phone, true);
        _room.Run(1);
        var (sound, reports) = (phone.HeadersHeard.Count, phone.ReportsHeard);

        _room.Run(40);

        Assert.InRange(phone.HeadersHeard.Count - sound, (39.9 * rate) - 1, (40.1 * rate) + 1);
        Assert.InRange(phone.ReportsHeard - reports, 5, 16);
        Assert.All(phone.HeadersHeard.Zip(phone.HeadersHeard.Skip(1)).TakeLast(500), pair => Assert.Equal(
            ((ushort)(pair.First.SequenceNumber + 1), pair.First.Timestamp + (uint)(phone.Agreement.Send.Codec.ClockRate * packetTime / 1000)),
            (pair.Second.SequenceNumber, pair.Second.Timestamp)));
        AssertSilent(phone);
        AssertSilent(other);

        Hold(leg, phone, false);
        _room.Run(3);
        AssertHears(phone, 900, 600);
        AssertHears(other, 600, 900);
    }

    [Fact]
    public void SendsComfortNoiseNowAndThenToAPhoneOnHoldThatMakesItItself()
    {
        var (leg, phone) = _room.Call(600, options => options with { AudioCodecs = ["PCMU"] }, AnyPhone with { ComfortNoise = true });
        Hold(leg, phone, true);
        _room.Run(1);
        var before = phone.HeadersHeard.Count;

        _room.Run(60);

        Assert.InRange(phone.HeadersHeard.Count - before, 299, 301);
        Assert.Equal(phone.Agreement.Receive.Single(format => format.Codec.IsComfortNoise).PayloadType, phone.HeadersHeard[^1].PayloadType);
    }

    [Fact]
    public void GoesOnReportingWhileBothHold()
    {
        var (leg, phone) = _room.Call(600);
        _room.Run(1);
        phone.Direction = MediaDirection.SendOnly;
        Hold(leg, phone, true);
        Assert.Equal(MediaDirection.Inactive, phone.Agreement.Direction);
        _room.Run(1);
        var (sound, reports) = (phone.HeadersHeard.Count, phone.ReportsHeard);

        _room.Run(120);

        Assert.Equal(sound, phone.HeadersHeard.Count);
        Assert.InRange(phone.ReportsHeard - reports, 16, 48);
        Assert.Empty(_room.All<PhoneMediaTimeout>());
    }

    [Fact]
    public void TellsWhenThePhoneHoldsUs()
    {
        var (leg, phone) = _room.Call(600);
        _room.Call(900);
        _room.Run(1);

        phone.Direction = MediaDirection.Inactive;
        Assert.True(leg.HandleOffer(phone.Offer(), _room.Simulation.Now).IsDone);
        _room.Drain(_room.Simulation.Now);
        Assert.Contains("a=inactive", _room.Latest<PhoneLocalAnswer>().Sdp);
        phone.TakeAnswer(_room.Latest<PhoneLocalAnswer>().Sdp);
        _room.Run(200);

        Assert.True(_room.Latest<PhoneHeld>().OnHold);
        Assert.Empty(_room.All<PhoneMediaTimeout>());
        AssertSilent(phone);
    }

    [Fact]
    public void AStrangerCannotTakeTheLegOver()
    {
        var (leg, phone) = _room.Call(600, options => options with { AudioCodecs = ["PCMU"] });
        var stranger = new IPEndPoint(IPAddress.Parse("203.0.113.66"), 4444);
        var forged = new byte[172];
        new RtpHeader(PayloadType.Pcmu, 7, 7, new Ssrc(666)).Write(forged);
        _room.Run(5);

        for (var i = 0; i < 3000; i++)
        {
            _room.Network.Send(stranger, _room.OptionsOf(0).Advertised, forged, _room.Simulation.Now);
        }

        _room.Run(2);

        var quality = leg.Quality(_room.Simulation.Now);
        Assert.Equal(phone.Address, quality.LatchedAddress);
        Assert.Equal(3000, quality.Refused);
        Assert.Equal(0, quality.Received.Lost);
    }

    [Fact]
    public void FindsAPhoneBehindANatAndKeepsTheSignalledAddressAhead()
    {
        var (leg, phone) = _room.Call(600);
        _room.Call(900);
        var mapped = new IPEndPoint(IPAddress.Parse("203.0.113.9"), 61_000);
        _room.Network.Attach(mapped, (_, _, _) => { });
        var signalled = phone.Address;
        phone.Address = mapped;
        _room.Run(1);
        Assert.Equal(mapped, leg.Quality(_room.Simulation.Now).LatchedAddress);

        phone.Address = signalled;
        _room.Run(1);
        Assert.Equal(signalled, leg.Quality(_room.Simulation.Now).LatchedAddress);

        _room.Run(5);
        phone.Address = mapped;
        _room.Run(1);
        Assert.Equal(signalled, leg.Quality(_room.Simulation.Now).LatchedAddress);
    }

    [Fact]
    public void FollowsAnEncryptedPhoneToANewAddress()
    {
        var (leg, phone) = _room.Call(600, options => options with { Encryption = PhoneEncryption.Required });
        _room.Run(10);
        phone.Address = new IPEndPoint(IPAddress.Parse("203.0.113.9"), 61_000);

        _room.Run(1);

        Assert.Equal(phone.Address, leg.Quality(_room.Simulation.Now).LatchedAddress);
    }

    [Fact]
    public void TellsASilentHealthyCallFromADeadOne()
    {
        var (_, healthy) = _room.Call(600);
        var (_, dead) = _room.Call(900);
        _room.Run(5);

        // The first goes on sending reports, though neither sends sound.
        (healthy.Talks, dead.Talks) = (false, false);
        dead.SendsReports = false;
        _room.Simulation.At(_room.Simulation.Now, () => KeepReporting(healthy));
        _room.Run(100);

        var timeout = Assert.Single(_room.Events, item => item.Event is PhoneMediaTimeout);
        Assert.Equal(1, timeout.Leg);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(19)]
    public void TakesComfortNoiseThatNobodyAgreedToForASignOfLife(byte type)
    {
        var (leg, phone) = _room.Call(600, options => options with { AudioCodecs = ["PCMU"] }, AnyPhone with { ComfortNoise = false });
        var (_, other) = _room.Call(900);
        _room.Run(2);

        for (var i = 0; i < 20; i++)
        {
            phone.Talks = false;
            phone.SendNoise(new PayloadType(type), _room.Simulation.Now);
            phone.SendsReports = false;
            _room.Run(6);
        }

        phone.Talks = true;
        _room.Run(2);

        var quality = leg.Quality(_room.Simulation.Now);
        Assert.Equal((0, 0, 0), (quality.Refused, quality.Received.Lost, quality.Concealed));
        Assert.Empty(_room.All<PhoneMediaTimeout>());
        AssertHears(other, 600, 900);
    }

    [Fact]
    public void CountsWhatCameTooLateForThePhoneAgainstWhatItHears()
    {
        var (leg, phone) = _room.Call(600);
        _room.Call(900);
        _room.Run(5);
        var before = leg.Quality(_room.Simulation.Now).Sent.Mos!.Value;

        phone.MetricsSent = new() { DiscardRate = 64, JitterBufferNominal = 40 };
        _room.Run(5);

        var after = leg.Quality(_room.Simulation.Now);
        Assert.InRange(before, 4.2, 4.5);
        Assert.InRange(after.Sent.Mos!.Value, 1.5, 3);
        Assert.InRange(after.Received.Mos!.Value, 4.2, 4.5);
    }

    [Fact]
    public void SaysWhichDirectionDoesNotFlow()
    {
        var (leg, phone) = _room.Call(600);
        _room.Call(900);
        phone.Talks = false;
        phone.SendsReports = false;

        _room.Run(10);

        Assert.Contains("nothing arrives", leg.Quality(_room.Simulation.Now).Diagnosis);
        Assert.Contains(phone.Address.ToString(), leg.Quality(_room.Simulation.Now).Diagnosis);
    }

    [Fact]
    public void CountsWhatIsMalformedAndNeverPlaysIt()
    {
        var (leg, phone) = _room.Call(600, options => options with { AudioCodecs = ["PCMU"], Encryption = PhoneEncryption.None });
        var (_, other) = _room.Call(900);
        _room.Run(2);
        var random = new Random(5);
        for (var i = 0; i < 5000; i++)
        {
            var junk = new byte[random.Next(200)];
            random.NextBytes(junk);
            leg.HandleDatagram(_room.OptionsOf(0).Rtp, junk, phone.Address, _room.Simulation.Now);
            leg.HandleDatagram(_room.OptionsOf(0).Rtcp, junk, phone.Address, _room.Simulation.Now);
        }

        _room.Run(4);

        Assert.InRange(leg.Quality(_room.Simulation.Now).Refused, 4000, 10_000);
        AssertHears(other, 600, 900);
    }

    [Fact]
    public void GoesOnWhenThePhoneBeginsANewStream()
    {
        var (_, phone) = _room.Call(600);
        var (_, other) = _room.Call(900);
        _room.Run(2);
        phone.Ssrc = new Ssrc(77);

        _room.Run(3);

        AssertHears(other, 600, 900);
    }

    [Fact]
    public void ChangesTheCodecInMidSpeech()
    {
        var (leg, phone) = _room.Call(600, options => options with { AudioCodecs = ["PCMU", "G722"] }, AnyPhone with { Codecs = [AudioEncoding.Pcmu] });
        var (_, other) = _room.Call(900);
        _room.Run(2);
        Assert.Equal("PCMU/8000", _room.All<PhoneCodecAgreed>()[0].Codec);

        var offer = phone.Offer().Replace("RTP/AVP 0 ", "RTP/AVP 9 ").Replace("a=rtpmap:0 PCMU/8000", "a=rtpmap:9 G722/8000");
        Assert.True(leg.HandleOffer(offer, _room.Simulation.Now).IsDone);
        _room.Drain(_room.Simulation.Now);

        Assert.Equal("G722/8000", _room.Latest<PhoneCodecAgreed>().Codec);
        Assert.True(_room.Latest<PhoneCodecAgreed>().Fallback);
        Assert.Contains("m=audio 10000 RTP/AVP 9", _room.Latest<PhoneLocalAnswer>().Sdp);

        // Our answer is on its way, and the phone sends as before.
        _room.Network.Drop = datagram => (datagram[1] & 0x7f) == PayloadType.G722.Value;
        _room.Run(2);
        Assert.Equal(0, leg.Quality(_room.Simulation.Now).Refused);
        AssertHears(other, 600, 900);

        _room.Run(3);
        Assert.Equal(LegRefusal.WrongPayloadType, leg.LastRefusal);
    }

    [Fact]
    public void EarlyMediaIsHeardInTheRoomAndTheCalleeHearsSilenceYet()
    {
        var (_, listener) = _room.Call(900);
        var number = _room.Legs.Count;
        var callee = new TestPhone(_room.Network, PhoneRoom.PhoneAddress(number), 440, seed: 9);
        var leg = _room.AddLeg(_room.OptionsOf(number));
        var answer = callee.Answer(_room.Latest<PhoneOffer>().Sdp);
        Assert.True(leg.HandleAnswer(answer, _room.Simulation.Now).IsDone);
        _room.Simulation.Add(callee);
        _room.Run(3);

        Assert.True(_room.Latest<PhoneMediaStarted>().Early);
        AssertHears(listener, 440, 900);

        // Some far ends send nothing before they got something.
        Assert.InRange(callee.HeadersHeard.Count, 140, 151);
        Assert.InRange(Switchroom.Media.Levels.AudioLevel.Of(callee.Heard.ToArray()), 90, 127);

        Assert.True(leg.HandleAnswer(answer, _room.Simulation.Now).IsDone);
        leg.Establish(_room.Simulation.Now);
        _room.Run(3);
        AssertHears(callee, 900, 440);
        Assert.All(callee.HeadersHeard.Zip(callee.HeadersHeard.Skip(1)), pair => Assert.Equal(960u, pair.Second.Timestamp - pair.First.Timestamp));
    }

    [Fact]
    public void ClosesWithItsLastFiguresAndAGoodbye()
    {
        var (leg, _) = _room.Call(600);
        _room.Run(2);

        leg.Close(_room.Simulation.Now);
        _room.Drain(_room.Simulation.Now);

        Assert.IsType<PhoneLegClosed>(_room.Events[^1].Event);
        Assert.InRange(Assert.IsType<PhoneQuality>(_room.Events[^2].Event).Quality.Received.Packets, 95, 101);
    }

    [Theory]
    [InlineData("PCMU", PhoneEncryption.None)]
    [InlineData("G722", PhoneEncryption.Required)]
    [InlineData("OPUS", PhoneEncryption.Required)]
    public void AllocatesNothingInSteadyState(string codec, PhoneEncryption encryption)
    {
        var outbox = new DatagramOutbox();
        using var one = NewLeg(0);
        using var two = NewLeg(1);
        Assert.True(one.Start(TimeSpan.Zero).IsDone);
        Assert.True(one.TryTakeEvent(out var offer));
        Assert.True(two.HandleOffer(((PhoneOffer)offer!).Sdp, TimeSpan.Zero).IsDone);
        Assert.True(two.TryTakeEvent(out var answer));
        Assert.True(one.HandleAnswer(((PhoneLocalAnswer)answer!).Sdp, TimeSpan.Zero).IsDone);
        one.Establish(TimeSpan.Zero);
        two.Establish(TimeSpan.Zero);
        using var voice = AudioCodec.All.First(item => item.EncodingName.Equals(codec, StringComparison.OrdinalIgnoreCase)).CreateEncoder(8000 * (codec == "G722" ? 2 : 1));
        var samples = new short[voice.SampleRate / 50];
        new Random(4).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(samples.AsSpan()));
        var payload = new byte[AudioEncoder.MaxPayloadBytes];
        var heard = new short[960];
        IPEndPoint[] addresses = [_room.OptionsOf(0).Advertised, _room.OptionsOf(1).Advertised];
        var tick = 0;
        void Pass()
        {
            var now = TimeSpan.FromMilliseconds(20 * tick++);
            var length = voice.Encode(samples, payload);
            one.Tick(now);
            two.Tick(now);
            one.Write(payload.AsSpan(0, length), now);
            two.Write(payload.AsSpan(0, length), now);
            while (outbox.TryTake(out var datagram))
            {
                var from = datagram.Socket.Value / 2;
                (from == 0 ? two : one).HandleDatagram(new SocketId(datagram.Socket.Value ^ 2), datagram.Bytes.Span, addresses[from], now);
            }

            var rate = one.SampleRateFor(8000);
            one.Read(heard.AsSpan(0, rate / 50), rate, now);
            two.Skip(now);
        }

        void PassMany()
        {
            for (var i = 0; i < 500; i++)
            {
                Pass();
            }
        }

        // The first packets fill the jitter buffer's places.
        PassMany();
        Assert.Equal(0, Allocations.InSteadyState(PassMany));
        Assert.InRange(one.Quality(TimeSpan.Zero).Received.Packets, tick - 1, tick);

        PhoneLeg NewLeg(int number) => new("RM", "p", _room.OptionsOf(number) with { AudioCodecs = [codec], Encryption = encryption }, outbox, new Random(number));
    }

    [Fact]
    public void RefusesDescriptionsWithASentence()
    {
        var leg = _room.AddLeg(_room.OptionsOf(0));

        var malformed = leg.HandleAnswer("hello", _room.Simulation.Now);
        var rejected = leg.HandleAnswer("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\nc=IN IP4 192.0.2.1\r\nm=audio 0 RTP/AVP 0\r\n", _room.Simulation.Now);

        Assert.Equal((CommandRefusal.BadDescription, "The session description cannot be read: MalformedLine."), (malformed.Refusal, malformed.Detail));
        Assert.Equal("The far end rejected the audio line.", rejected.Detail);
    }

    public void Dispose() => _room.Dispose();

    private static string WithoutTelephoneEvents(string sdp)
    {
        foreach (var type in Regex.Matches(sdp, @"a=rtpmap:(\d+) telephone-event").Select(match => match.Groups[1].Value))
        {
            sdp = Regex.Replace(Regex.Replace(sdp, $@"a=(rtpmap|fmtp):{type} [^\r]*\r\n", ""), $@"(m=audio [^\r]*) {type}\b", "$1");
        }

        return sdp;
    }

    private void Renegotiate(PhoneLeg leg, TestPhone phone, MediaDirection direction)
    {
        phone.Direction = direction;
        Assert.True(leg.HandleOffer(phone.Offer(), _room.Simulation.Now).IsDone);
        _room.Drain(_room.Simulation.Now);
        phone.TakeAnswer(_room.Latest<PhoneLocalAnswer>().Sdp);
    }

    private void Hold(PhoneLeg leg, TestPhone phone, bool onHold)
    {
        Assert.True(leg.Hold(onHold, _room.Simulation.Now).IsDone);
        _room.Drain(_room.Simulation.Now);
        Assert.True(leg.HandleAnswer(phone.Answer(_room.Latest<PhoneOffer>().Sdp), _room.Simulation.Now).IsDone);
    }

    private void KeepReporting(TestPhone phone)
    {
        phone.Talks = true;
        _room.Simulation.At(_room.Simulation.Now + TimeSpan.FromMilliseconds(20), () => phone.Talks = false);
        _room.Simulation.At(_room.Simulation.Now + TimeSpan.FromSeconds(20), () => KeepReporting(phone));
    }

    private static void AssertHears(TestPhone phone, double frequency, double notOwn)
    {
        var latest = LastSecond(phone);
        Assert.InRange(ToneMeter.AmplitudeAt(latest, phone.SampleRate, frequency), 3000, 9800);
        Assert.InRange(ToneMeter.AmplitudeAt(latest, phone.SampleRate, notOwn), 0, 150);
    }

    private static void AssertSilent(TestPhone phone) => Assert.All(LastSecond(phone).ToArray(), sample => Assert.InRange(sample, -64, 64));

    private static void AssertEvenTimestamps(TestPhone phone, uint step) =>
        Assert.All(phone.HeadersHeard.Zip(phone.HeadersHeard.Skip(1)).TakeLast(50), pair => Assert.Equal(step, pair.Second.Timestamp - pair.First.Timestamp));

    private static ReadOnlySpan<short> LastSecond(TestPhone phone) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(phone.Heard)[^phone.SampleRate..];
}
