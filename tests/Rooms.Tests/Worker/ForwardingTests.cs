using Switchroom.Rooms.Forwarding;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Tests.Forwarding;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.Rtp.Rtcp;
using Switchroom.TestKit;
using Switchroom.TestKit.Peers;

namespace Switchroom.Rooms.Tests.Worker;

public sealed class ForwardingTests : IDisposable
{
    private static readonly TestMedia Microphone = new("0", "audio", 1111);
    private static readonly TestMedia Camera = new("0", "video", 3333);
    private static readonly TestMedia Simulcast = new("1", "video", 2222) { Rids = ["q", "h", "f"] };
    private readonly WorkerUnderTest _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void EverybodyHearsTheOthersAndNobodyItself()
    {
        var clients = new[] { _test.Join("a"), _test.Join("b"), _test.Join("c") };
        foreach (var client in clients)
        {
            client.Publish(Microphone);
        }

        _test.RunUntil(() => clients.All(client => client.IsConnected));
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        for (ushort i = 0; i < 50; i++)
        {
            foreach (var client in clients)
            {
                client.Send(Microphone, i, i * 960u, [(byte)client.Id[0], (byte)i]);
            }

            _test.Simulation.RunFor(TimeSpan.FromMilliseconds(20));
        }

        foreach (var client in clients)
        {
            var heard = client.Subscriber.RtpReceived.Select(Payload).GroupBy(payload => (char)payload[0]).ToDictionary(group => group.Key, group => group.Count());
            Assert.Equal(clients.Where(other => other != client).ToDictionary(other => other.Id[0], _ => 50), heard);
        }
    }

    [Fact]
    public void TheSubscribersOfferNamesParticipantAndTrack()
    {
        var publisher = _test.Join("a");
        var subscriber = _test.Join("b");
        var track = publisher.Publish(Microphone)[0];
        _test.RunUntil(() => publisher.IsConnected && subscriber.IsConnected);

        Assert.Contains($"PA_a|{track} {track}", subscriber.Offers[^1], StringComparison.Ordinal);
        Assert.Equal(track, Assert.Single(_test.Of<TrackPublished>()).Track.TrackId);
        Assert.Equal("audio/opus", _test.Room.Participants["a"].Tracks[0].MimeType);
    }

    [Fact]
    public void OneOfferIsInFlightAndWhatChangesMeanwhileGoesIntoTheNext()
    {
        var subscriber = _test.Join("b");
        _test.RunUntil(() => subscriber.IsConnected);
        subscriber.Answers = false;
        foreach (var id in new[] { "p1", "p2", "p3" })
        {
            _test.Join(id).Publish(Microphone);
        }

        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(2, subscriber.Offers.Count);

        subscriber.Answers = true;
        var sdp = subscriber.Subscriber.HandleOffer(subscriber.Offers[^1], _test.Now);
        _test.Must(new SubscriberAnswer(WorkerUnderTest.RoomId, "b", sdp));
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(3, subscriber.Offers.Count);
        Assert.Equal(3, Count(subscriber.Offers[^1], "a=msid:PA_"));
    }

    [Fact]
    public void ASimulcastSubscriberSeesOneSteadyPictureWhileLayersChange()
    {
        var publisher = _test.Join("a");
        var subscriber = _test.Join("b");
        var track = publisher.Publish(Simulcast)[0];
        _test.RunUntil(() => publisher.IsConnected && subscriber.IsConnected);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));

        Show(track, 320, 180);
        SendFrames(publisher, 0, 60);
        Show(track, 1280, 720);
        SendFrames(publisher, 60, 120);

        var packets = subscriber.Subscriber.RtpReceived.Select(Parse).ToList();
        Assert.Equal(0, packets[0].Rank);
        Assert.Equal(2, packets[^1].Rank);
        Assert.Equal(Enumerable.Range(packets[0].Sequence, packets.Count), packets.Select(packet => packet.Sequence));
        Assert.Equal(Enumerable.Range(packets[0].PictureId, packets.Count), packets.Select(packet => packet.PictureId));
        Assert.All(packets.Zip(packets.Skip(1)), pair => Assert.InRange(pair.Second.Timestamp - pair.First.Timestamp, 1u, 9_000u));
    }

    [Fact]
    public void WhoAsksForKeyFramesWithoutEndGetsThemAtItsOwnRateAndTheOthersStillAtTheirs()
    {
        var publisher = _test.Join("a");
        var (greedy, other) = (_test.Join("b"), _test.Join("c"));
        publisher.Publish(Camera);
        _test.RunUntil(() => publisher.IsConnected && greedy.IsConnected && other.IsConnected);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        publisher.Send(Camera, 1, 3_000, VideoForwarderTests.Vp8(1, key: true));
        _test.Simulation.RunFor(TimeSpan.FromSeconds(20));
        var before = KeyFramesAsked(publisher);

        for (var i = 0; i < 300; i++)
        {
            AskForKeyFrame(greedy);
            _test.Simulation.RunFor(TimeSpan.FromMilliseconds(100));
        }

        var asked = KeyFramesAsked(publisher) - before;
        AskForKeyFrame(other);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));

        // thirty seconds: without the budget the throttle would let 100 through
        Assert.InRange(asked, KeyFrameBudget.MaxAtOnce, KeyFrameBudget.MaxAtOnce + 11);
        Assert.Equal(asked + 1, KeyFramesAsked(publisher) - before);
    }

    [Fact]
    public void ToSubscribeAnewRefillsNoBudget()
    {
        var publisher = _test.Join("a");
        var greedy = _test.Join("b");
        var track = publisher.Publish(Camera)[0];
        _test.RunUntil(() => publisher.IsConnected && greedy.IsConnected);
        for (ushort i = 0; i < 120; i++)
        {
            _test.Must(new UpdateSubscription(WorkerUnderTest.RoomId, "b", [track], Subscribe: i % 2 == 1));
            _test.Simulation.RunFor(TimeSpan.FromMilliseconds(400));
            publisher.Send(Camera, i, i * 3_000u, VideoForwarderTests.Vp8(i));
            _test.Simulation.RunFor(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(KeyFramesAsked(publisher), KeyFrameBudget.MaxAtOnce, KeyFrameBudget.MaxAtOnce + 21);
    }

    [Fact]
    public void AServerMuteSilencesATrackWhateverThePublisherSends()
    {
        var publisher = _test.Join("a");
        var subscriber = _test.Join("b");
        var track = publisher.Publish(Microphone)[0];
        _test.RunUntil(() => publisher.IsConnected && subscriber.IsConnected);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        _test.Must(new MuteTrack(WorkerUnderTest.RoomId, "a", track, Muted: true, ByServer: true));
        publisher.Send(Microphone, 1, 1, [1]);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));

        Assert.Empty(subscriber.Subscriber.RtpReceived);
    }

    [Fact]
    public void WhatWasSentWhileMutedIsNotMissedAfterwards()
    {
        var publisher = _test.Join("a");
        var subscriber = _test.Join("b");
        var track = publisher.Publish(Microphone)[0];
        _test.RunUntil(() => publisher.IsConnected && subscriber.IsConnected);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        for (ushort i = 0; i < 90; i++)
        {
            if (i is 30 or 60)
            {
                _test.Must(new MuteTrack(WorkerUnderTest.RoomId, "a", track, Muted: i == 30));
            }

            publisher.Send(Microphone, i, i * 960u, [(byte)i]);
            _test.Simulation.RunFor(TimeSpan.FromMilliseconds(20));
        }

        var received = subscriber.Subscriber.RtpReceived.Select(SequenceOf).ToList();
        Assert.InRange(received.Count, 58, 62);
        Assert.Equal(Enumerable.Range(received[0], received.Count), received);
    }

    [Fact]
    public void ALeaversSpeechEndsBeforeItIsGone()
    {
        var publisher = _test.Join("a");
        publisher.Publish(Microphone);
        _test.RunUntil(() => publisher.IsConnected);
        for (ushort i = 0; i < 100; i++)
        {
            publisher.Send(Microphone, i, i * 960u, [1], level: 15);
            _test.Simulation.RunFor(TimeSpan.FromMilliseconds(20));
        }

        _test.Must(new Leave(WorkerUnderTest.RoomId, "a"));

        var ended = _test.Of<SpeakersChanged>().Last();
        Assert.Equal(("a", false), (Assert.Single(ended.Changes).ParticipantId, ended.Changes[0].Active));
        Assert.Empty(_test.Room.Speakers);
    }

    [Fact]
    public void TalkersBecomeActiveSpeakers()
    {
        var publisher = _test.Join("a");
        publisher.Publish(Microphone);
        _test.RunUntil(() => publisher.IsConnected);
        for (ushort i = 0; i < 100; i++)
        {
            publisher.Send(Microphone, i, i * 960u, [1], level: 15);
            _test.Simulation.RunFor(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal("a", Assert.Single(_test.Room.Speakers).ParticipantId);
    }

    [Fact]
    public void APublisherThatResumesIsToldAgainHowMuchOfItsPicturesIsWanted()
    {
        var publisher = _test.Join("a");
        var track = publisher.Publish(Camera)[0];
        _test.RunUntil(() => publisher.IsConnected && Demand(track) == VideoQuality.Off);
        _test.Must(new SuspendParticipant(WorkerUnderTest.RoomId, "a"));
        _test.Join("b");
        _test.RunUntil(() => Demand(track) == VideoQuality.High);
        var told = _test.Of<SubscribedQualityChanged>().Count();

        _test.Must(new ResumeParticipant(WorkerUnderTest.RoomId, "a"));

        Assert.Equal(told + 1, _test.Of<SubscribedQualityChanged>().Count());
        Assert.Equal(VideoQuality.High, Demand(track));
    }

    [Fact]
    public void AThousandJoinsAndLeavesLeakNothing()
    {
        var host = _test.Join("host");
        host.Publish(Microphone);
        _test.RunUntil(() => host.IsConnected);
        for (var i = 0; i < 1000; i++)
        {
            var guest = _test.Join($"guest{i}");
            if (i % 50 == 0)
            {
                // Most leave before they are connected, some after.
                guest.Publish(Microphone);
                _test.RunUntil(() => guest.IsConnected);
            }

            _test.Must(new Leave(WorkerUnderTest.RoomId, guest.Id));
            _test.Forget(guest);
        }

        _test.Simulation.RunFor(TimeSpan.FromSeconds(5));
        Assert.Single(_test.Room.Participants);
        var (peers, buffers, _) = _test.Worker.HeldResources;
        Assert.Equal(2, peers);
        Assert.InRange(buffers, 0, 8);
    }

    [Fact]
    public void AStrangersDatagramsAreCountedAndDropped()
    {
        var client = _test.Join("a");
        _test.RunUntil(() => client.IsConnected);
        var before = _test.Worker.Counters.Unroutable;
        var stranger = new System.Net.IPEndPoint(System.Net.IPAddress.Parse("10.9.9.9"), 5);
        foreach (var datagram in new byte[][] { [], [0], [0x80, 1, 2, 3], [22, 1, 2], new byte[1500] })
        {
            _test.Worker.HandleDatagram(new SocketId(1), datagram, stranger, _test.Now);
        }

        Assert.Equal(5, _test.Worker.Counters.Unroutable - before);
        Assert.False(_test.Worker.TryTakeDatagram(out _));
    }

    private static int KeyFramesAsked(TestClient publisher)
    {
        var asked = 0;
        foreach (var packet in publisher.Publisher.RtcpReceived)
        {
            Assert.True(RtcpCompound.TryParse(packet, out var compound));
            foreach (var message in compound)
            {
                asked += PictureLossIndication.TryRead(message, out _) ? 1 : 0;
            }
        }

        return asked;
    }

    private void AskForKeyFrame(TestClient subscriber)
    {
        Assert.True(RtpPacket.TryParse(subscriber.Subscriber.RtpReceived[0], out var picture));
        Span<byte> buffer = stackalloc byte[64];
        var writer = new RtcpWriter(buffer);
        Assert.True(new PictureLossIndication(new Ssrc(1), picture.Ssrc).TryWrite(ref writer));
        subscriber.Subscriber.SendRtcp(buffer[..writer.Length], _test.Now);
    }

    private static byte[] Payload(byte[] packet) => RtpPacket.TryParse(packet, out var rtp) ? rtp.Payload.ToArray() : [];

    private static int SequenceOf(byte[] packet)
    {
        Assert.True(RtpPacket.TryParse(packet, out var rtp));
        return rtp.SequenceNumber;
    }

    private static (int Rank, int Sequence, uint Timestamp, int PictureId) Parse(byte[] packet)
    {
        Assert.True(RtpPacket.TryParse(packet, out var rtp));
        Assert.True(Rooms.Forwarding.Vp8Descriptor.TryParse(rtp.Payload, out var descriptor));
        return (rtp.Payload[^1], rtp.SequenceNumber, rtp.Timestamp, descriptor.PictureId);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private void Show(string track, int width, int height) => _test.Must(
        new UpdateTrackSettings(WorkerUnderTest.RoomId, "b", [track], new TrackSettings { Width = width, Height = height }));

    /// <summary>Thirty frames a second on three layers with clocks of their own; a key frame every ten. The last octet says the layer.</summary>
    private void SendFrames(TestClient publisher, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            for (var rank = 0; rank < 3; rank++)
            {
                var payload = VideoForwarderTests.Vp8(100 + (rank * 50) + i, key: i % 10 == 0);
                byte[] frame = [.. payload, .. new byte[100 << rank], (byte)rank];
                publisher.Send(Simulcast, (ushort)(1000 + (rank * 500) + i), (uint)((rank * 1_000_000) + (i * 3000)), frame, rank);
            }

            _test.Simulation.RunFor(TimeSpan.FromMilliseconds(33));
        }
    }

    private VideoQuality? Demand(string trackId) =>
        _test.Of<SubscribedQualityChanged>().LastOrDefault(changed => changed.TrackId == trackId)?.Codecs[0].Highest;
}
