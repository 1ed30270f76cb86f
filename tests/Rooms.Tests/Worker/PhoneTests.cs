using Switchroom.Media.Codecs;
using Switchroom.Media.Tones;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Tests.Mixing;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.Rtp.Jitter;
using Switchroom.TestKit.Peers;

namespace Switchroom.Rooms.Tests.Worker;

public sealed class PhoneTests : IDisposable
{
    private static readonly TestMedia Microphone = new("0", "audio", 1111);
    private static readonly double[] Tones = [440, 620, 850, 1230];
    private readonly WorkerUnderTest _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void EveryPhoneHearsAllOthersAndNotItself()
    {
        var phones = Tones.Select((tone, i) => _test.Call($"phone{i}", tone)).ToList();
        _test.Simulation.RunFor(TimeSpan.FromSeconds(3));

        for (var i = 0; i < phones.Count; i++)
        {
            Assert.Equal(Tones.Select((_, j) => j != i), Tones.Select(tone => phones[i].Hears(tone)));
        }

        Assert.Equal(0, _test.Worker.Counters.LateTicks);
    }

    [Fact]
    public void APhoneThatIsAnsweredBeforeItsMediaIsAgreedOnCostsNobodyElseAnything()
    {
        var other = _test.Call("other", 440);
        var listener = _test.Call("listener", 620);
        _test.Must(new Join(WorkerUnderTest.RoomId, "phone", new ParticipantProfile { Identity = "phone", Kind = ParticipantKind.Sip }));
        _test.Must(new AddPhoneLeg(WorkerUnderTest.RoomId, "phone", new PhoneLegOptions { Rtp = new SocketId(90), Rtcp = new SocketId(91), Advertised = other.ServerRtp }));
        _test.Must(new PhoneEstablished(WorkerUnderTest.RoomId, "phone"));

        _test.Simulation.RunFor(TimeSpan.FromSeconds(10));

        Assert.True(listener.Hears(440));
    }

    [Fact]
    public void AThreadThatIsKeptFromRunningNowAndThenDoesNotMakeSoundShorterOrLonger()
    {
        var phones = new[] { _test.Call("one", 440), _test.Call("two", 620) };
        _test.Simulation.RunFor(TimeSpan.FromSeconds(2));
        var random = new Random(4);
        for (var i = 0; i < 40; i++)
        {
            _test.StalledUntil = _test.Now + TimeSpan.FromMilliseconds(random.Next(5, 95));
            _test.Simulation.RunFor(TimeSpan.FromMilliseconds(500));
        }

        Assert.InRange(_test.Worker.Counters.LateTicks, 20, 160);
        Assert.Equal(0, _test.Worker.Counters.SkippedTicks);
        Assert.True(phones[0].Hears(620) && phones[1].Hears(440));
        Assert.All(phones, phone => Assert.Equal((0, 0, 0, 0), Changes(_test.Worker.PhoneAt(phone.Rtp).Leg.Playout)));

        static (long, long, long, long) Changes(JitterCounters counters) => (counters.Shortened, counters.Lengthened, counters.ConcealedTicks, counters.TooLate);
    }

    [Fact]
    public void BrowsersAndPhonesHearEachOther()
    {
        var browser = _test.Join("browser");
        browser.Publish(Microphone);
        var phone = _test.Call("phone", 440);
        _test.RunUntil(() => browser.IsConnected);
        using var encoder = AudioCodec.Opus.CreateEncoder(48_000);
        var tone = new ToneGenerator(48_000);
        tone.Set(1000, 0, -15);
        var samples = new short[960];
        var payload = new byte[AudioEncoder.MaxPayloadBytes];
        for (ushort i = 0; i < 150; i++)
        {
            tone.Fill(samples);
            browser.Send(Microphone, i, i * 960u, payload.AsSpan(0, encoder.Encode(samples, payload)), level: 20);
            _test.Simulation.RunFor(TimeSpan.FromMilliseconds(20));
        }

        Assert.True(phone.Hears(1000));
        Assert.True(AmplitudeHeardBy(browser, 440) > 500);
        Assert.Equal(ParticipantState.Active, _test.Room.Participants["phone"].State);
        Assert.Contains("phone", _test.Room.Speakers.Select(speaker => speaker.ParticipantId));
    }

    [Fact]
    public void PermissionsAndMutesDecideWhatAPhoneHears()
    {
        var one = _test.Call("one", Tones[0]);
        var two = _test.Call("two", Tones[1]);
        var three = _test.Call("three", Tones[2]);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(2));
        _test.Must(new UpdatePermissions(WorkerUnderTest.RoomId, "one", new PermissionsPatch
        {
            CanReceiveByParticipantId = System.Collections.Immutable.ImmutableDictionary<string, MediaKinds>.Empty.Add("two", MediaKinds.None),
        }));
        _test.Must(new UpdatePermissions(WorkerUnderTest.RoomId, "three", new PermissionsPatch { CanSend = MediaKinds.None }));
        _test.Simulation.RunFor(TimeSpan.FromSeconds(2));

        Assert.Equal((false, false), (one.Hears(Tones[1]), one.Hears(Tones[2])));
        Assert.Equal((true, false), (two.Hears(Tones[0]), two.Hears(Tones[2])));
        Assert.Equal((true, true), (three.Hears(Tones[0]), three.Hears(Tones[1])));
        Assert.Empty(_test.Room.Participants["three"].Tracks);

        _test.Must(new MuteTrack(WorkerUnderTest.RoomId, "one", _test.Room.Participants["one"].Tracks[0].TrackId, Muted: true, ByServer: true));
        _test.Must(new UpdatePermissions(WorkerUnderTest.RoomId, "three", new PermissionsPatch { CanSend = MediaKinds.All }));
        _test.Simulation.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal((false, true), (two.Hears(Tones[0]), two.Hears(Tones[2])));
    }

    [Fact]
    public void ALegEndsWithItsFiguresAndGivesItsSocketsBack()
    {
        var phone = _test.Call("phone", 440);
        var other = _test.Call("other", 620);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(2));
        phone.HangUp();

        var closed = Assert.Single(_test.Of<PhoneLegClosed>());
        Assert.Equal((phone.Rtp, phone.Rtcp), (closed.Rtp, closed.Rtcp));
        Assert.InRange(_test.Of<PhoneQuality>().Last().Quality.Received.Packets, 95, 105);
        Assert.Single(_test.Of<ParticipantLeft>());
        other.HangUp();
        _test.Simulation.RunFor(TimeSpan.FromSeconds(60));
        Assert.Single(_test.Of<RoomClosed>());
        Assert.Null(_test.Worker.NextDeadline);
    }

    [Fact]
    public void AWorkerThatWasHeldUpCatchesUpABitAndSkipsTheRest()
    {
        var phone = _test.Call("phone", 440);
        _test.Call("other", 620);
        _test.Simulation.RunFor(TimeSpan.FromMilliseconds(1005));
        var heard = phone.Heard.Count;
        var late = _test.Now + TimeSpan.FromMilliseconds(20 * 50);
        _test.Worker.HandleDeadline(late);
        _test.Drain(late);
        _test.Simulation.RunFor(TimeSpan.FromMilliseconds((20 * 50) + 5));

        Assert.Equal(RoomAudio.MaxCatchUp * 160, phone.Heard.Count - heard);
        Assert.InRange(_test.Worker.Counters.SkippedTicks, 44, 46);
    }

    [Fact]
    public void AThousandCallsLeaveNothingBehind()
    {
        _test.Join("host");
        for (var i = 0; i < 1000; i++)
        {
            var phone = _test.Call($"phone{i}", 440);
            if (i % 50 == 0)
            {
                _test.Simulation.RunFor(TimeSpan.FromMilliseconds(100));
            }

            phone.HangUp();
            _test.Simulation.Remove(phone);
        }

        Assert.Equal(1000, _test.Of<PhoneLegClosed>().Count());
        Assert.Equal((1, 0), (_test.Worker.HeldResources.Peers, _test.Worker.HeldResources.Phones));
    }

    private static double AmplitudeHeardBy(TestClient browser, double frequency)
    {
        using var decoder = AudioCodec.Opus.CreateDecoder(48_000);
        var heard = new List<short>();
        var samples = new short[5760];
        foreach (var packet in browser.Subscriber.RtpReceived)
        {
            if (RtpPacket.TryParse(packet, out var rtp))
            {
                heard.AddRange(samples.AsSpan(0, decoder.Decode(rtp.Payload, samples)));
            }
        }

        Assert.True(heard.Count > 48_000, $"only {heard.Count} samples");
        return ToneMeter.AmplitudeAt(heard.Skip(heard.Count - 24_000).ToArray(), 48_000, frequency);
    }
}
