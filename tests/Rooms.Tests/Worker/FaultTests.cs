using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.TestKit.Peers;
using Switchroom.WebRtc;
using Switchroom.WebRtc.Media;
using TrackKind = Switchroom.Rooms.Membership.TrackKind;

namespace Switchroom.Rooms.Tests.Worker;

/// <summary>Defects of our own: what an exception ends, and what goes on.</summary>
public sealed class FaultTests : IDisposable
{
    private const string OtherRoom = "RM_other";
    private static readonly TestMedia Microphone = new("0", "audio", 1111);
    private readonly FaultyRandom _random = new();
    private readonly WorkerUnderTest _test;

    public FaultTests() => _test = new WorkerUnderTest(random: _random);

    public void Dispose() => _test.Dispose();

    [Fact]
    public void WhoseConnectionFailsHasToJoinAnewAndTheOthersGoOn()
    {
        var (speaker, listener) = Talking();
        var faulty = _test.Join("faulty");
        faulty.Publish(Microphone);
        _test.RunUntil(() => faulty.IsConnected);
        var connection = _test.Worker.Peers.Single(peer => peer.Owner.Participant.Id == "faulty" && peer.Role == PeerRole.Publisher).Connection;
        connection.RtpReceived = (PeerConnection _, in RtpArrival _) => throw new InvalidOperationException("a defect");

        faulty.Send(Microphone, 1, 960, [2]);
        _test.RunUntil(() => _test.Of<FaultContained>().Any());

        Assert.Equal(("faulty", LeaveReason.StateMismatch), Assert.Single(_test.Of<ParticipantLeft>().Select(left => (left.ParticipantId, left.Reason))));
        Assert.Equal("faulty", Assert.Single(_test.Of<FaultContained>()).ParticipantId);
        Assert.Equal(1, _test.Worker.Counters.Faults);
        Assert.DoesNotContain(_test.Worker.Peers, peer => peer.Owner.Participant.Id == "faulty");
        AssertHears(speaker, listener);
    }

    [Fact]
    public void ACommandThatFailsEndsTheStayOfWhomItIsAbout()
    {
        var (speaker, listener) = Talking();
        _test.Join("faulty");
        _random.Armed = true; // a track needs an id
        var request = new AddTrackRequest(WorkerUnderTest.RoomId, "faulty", new TrackRequest { Cid = "c", Kind = TrackKind.Audio, Source = TrackSource.Microphone });

        var result = _test.Worker.Handle(request, _test.Now);
        _test.Drain(_test.Now);

        Assert.Equal(CommandRefusal.Fault, result.Refusal);
        Assert.Equal("faulty", Assert.Single(_test.Of<ParticipantLeft>()).ParticipantId);
        AssertHears(speaker, listener);
    }

    [Fact]
    public void APhoneWhoseLegFailsLeavesWithoutTheOthers()
    {
        var (speaker, listener) = Talking();
        var phone = _test.Call("phone", 440);
        _test.Must(new Join(WorkerUnderTest.RoomId, "faulty", new ParticipantProfile { Identity = "faulty", Kind = ParticipantKind.Sip }));
        _random.Armed = true; // a leg needs an SSRC
        var options = new PhoneLegOptions { Rtp = new SocketId(90), Rtcp = new SocketId(91), Advertised = phone.ServerRtp };

        var result = _test.Worker.Handle(new AddPhoneLeg(WorkerUnderTest.RoomId, "faulty", options), _test.Now);
        _test.Drain(_test.Now);

        Assert.Equal(CommandRefusal.Fault, result.Refusal);
        Assert.Equal(("faulty", LeaveReason.MediaFailure), Assert.Single(_test.Of<ParticipantLeft>().Select(left => (left.ParticipantId, left.Reason))));
        AssertHears(speaker, listener);
    }

    [Fact]
    public void AfterAFaultOfNobodyInParticularAllRoomsCloseAndCanOpenAgain()
    {
        Talking();

        _test.Worker.CloseRooms(_test.Now);
        _test.Drain(_test.Now);

        Assert.Equal(2, _test.Of<ParticipantLeft>().Count(left => left.Reason == LeaveReason.StateMismatch));
        Assert.Single(_test.Of<RoomClosed>());
        Assert.Empty(_test.Worker.Snapshots);
        Assert.Equal((0, 0, 0), _test.Worker.HeldResources);
        _test.Must(new CreateRoom(new RoomConfig { RoomId = WorkerUnderTest.RoomId, Name = "test" }));
    }

    [Fact]
    public void ARoomThatIsGivenUpIsToldAsClosed()
    {
        using var identity = new WebRtcIdentity(DateTimeOffset.UnixEpoch);
        var context = new WorkerContext(new MediaWorkerOptions { WebRtcSocket = new SocketId(1), Identity = identity }, _random);
        var room = new RoomHost(new Room(new RoomConfig { RoomId = "RM_1", Name = "test" }, _random, TimeSpan.Zero), context);
        var events = new Queue<WorkerEvent>();
        room.Handle(new Join("RM_1", "a", new ParticipantProfile { Identity = "a" }), TimeSpan.Zero);
        room.Settle(events, TimeSpan.Zero);
        events.Clear();

        room.GiveUp(events, TimeSpan.Zero);
        context.Dispose();

        Assert.Equal("a", Assert.IsType<ParticipantLeft>(events.Dequeue()).ParticipantId);
        Assert.Empty(Assert.IsType<RoomClosed>(events.Dequeue()).Room.Participants);
        Assert.Equal(0, context.Pool.Outstanding);
    }

    [Fact]
    public void ATalkerWhoseSoundCannotBeMixedLeavesAndPhonesGoOnInItsRoomAndInOthers()
    {
        var (one, two) = Calling(WorkerUnderTest.RoomId);
        var (far, away) = CallingElsewhere();
        var faulty = _test.Call("faulty", 880);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(one.Hears(880));

        _test.Worker.PhoneAt(faulty.Rtp).InMix!.Fail(new InvalidOperationException("a defect"));
        AssertHear(one, two);
        AssertHear(far, away);

        Assert.False(one.Hears(880));
        var fault = Assert.Single(_test.Of<FaultContained>());
        Assert.Equal((WorkerUnderTest.RoomId, "faulty", "a defect"), (fault.RoomId, fault.ParticipantId, fault.Exception.Message));
        Assert.Equal(("faulty", LeaveReason.MediaFailure), Assert.Single(_test.Of<ParticipantLeft>().Select(left => (left.ParticipantId, left.Reason))));
        Assert.Equal(faulty.Rtp, Assert.Single(_test.Of<PhoneLegClosed>()).Rtp);
        Assert.Equal(1, _test.Worker.Counters.Faults);
    }

    [Fact]
    public void ARoomWhoseMixFailsClosesAndThePhonesOfOthersGoOn()
    {
        var (one, two) = Calling(WorkerUnderTest.RoomId);
        var (far, away) = CallingElsewhere();
        var browser = _test.Join("browser");
        _test.RunUntil(() => browser.IsConnected);
        _test.Worker.PhoneAt(one.Rtp).InMix = null; // a step looks at it when all is mixed

        _test.RunUntil(() => _test.Of<RoomClosed>().Any());
        AssertHear(far, away);

        Assert.Equal((WorkerUnderTest.RoomId, (string?)null), Assert.Single(_test.Of<FaultContained>().Select(fault => (fault.RoomId, fault.ParticipantId))));
        Assert.Equal(WorkerUnderTest.RoomId, Assert.Single(_test.Of<RoomClosed>()).RoomId);
        Assert.Equal(
            [("browser", LeaveReason.StateMismatch), ("one", LeaveReason.StateMismatch), ("two", LeaveReason.StateMismatch)],
            _test.Of<ParticipantLeft>().Select(left => (left.ParticipantId, left.Reason)).Order());
        Assert.Equal([one.Rtp, two.Rtp], _test.Of<PhoneLegClosed>().Select(closed => closed.Rtp).OrderBy(socket => socket.Value));
        Assert.Equal([OtherRoom], _test.Worker.Snapshots.Keys);
    }

    private (TestPhone One, TestPhone Two) Calling(string roomId, string prefix = "")
    {
        var (one, two) = (_test.Call(prefix + "one", 440, roomId: roomId), _test.Call(prefix + "two", 620, roomId: roomId));
        AssertHear(one, two);
        return (one, two);
    }

    private (TestPhone One, TestPhone Two) CallingElsewhere()
    {
        _test.Must(new CreateRoom(new RoomConfig { RoomId = OtherRoom, Name = "other" }));
        return Calling(OtherRoom, "other-");
    }

    private void AssertHear(TestPhone one, TestPhone two)
    {
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(one.Hears(620));
        Assert.True(two.Hears(440));
    }

    private (TestClient Speaker, TestClient Listener) Talking()
    {
        var (speaker, listener) = (_test.Join("speaker"), _test.Join("listener"));
        speaker.Publish(Microphone);
        _test.RunUntil(() => speaker.IsConnected && listener.IsConnected);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        return (speaker, listener);
    }

    private void AssertHears(TestClient speaker, TestClient listener)
    {
        byte[] sound = [1, 2, 3];
        for (ushort i = 0; i < 10; i++)
        {
            speaker.Send(Microphone, i, i * 960u, sound);
            _test.Simulation.RunFor(TimeSpan.FromMilliseconds(20));
        }

        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(10, listener.Subscriber.RtpReceived.Count(packet => Payload(packet).SequenceEqual(sound)));
    }

    private static byte[] Payload(byte[] packet)
    {
        Assert.True(RtpPacket.TryParse(packet, out var parsed));
        return parsed.Payload.ToArray();
    }

    /// <summary>Fails once when armed: every part of the engine asks for randomness somewhere.</summary>
    private sealed class FaultyRandom : Random
    {
        private readonly Random _inner = new(1);

        public bool Armed { get; set; }

        public override int Next() => Source.Next();

        public override int Next(int maxValue) => Source.Next(maxValue);

        public override int Next(int minValue, int maxValue) => Source.Next(minValue, maxValue);

        public override long NextInt64() => Source.NextInt64();

        public override long NextInt64(long maxValue) => Source.NextInt64(maxValue);

        public override long NextInt64(long minValue, long maxValue) => Source.NextInt64(minValue, maxValue);

        public override double NextDouble() => Source.NextDouble();

        public override void NextBytes(byte[] buffer) => Source.NextBytes(buffer);

        public override void NextBytes(Span<byte> buffer) => Source.NextBytes(buffer);

        private Random Source
        {
            get
            {
                if (Armed)
                {
                    Armed = false;
                    throw new InvalidOperationException("a defect");
                }

                return _inner;
            }
        }
    }
}
