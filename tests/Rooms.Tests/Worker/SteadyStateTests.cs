using System.Net;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Tests.Forwarding;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.TestKit;
using Switchroom.TestKit.Peers;

namespace Switchroom.Rooms.Tests.Worker;

public sealed class SteadyStateTests : IDisposable
{
    private static readonly TestMedia Microphone = new("0", "audio", 1111);
    private static readonly TestMedia Camera = new("1", "video", 2222);
    private static readonly TestMedia Layers = new("2", "video", 3333) { Rids = ["q", "h", "f"] };
    private readonly WorkerUnderTest _test = new();

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ForwardingAllocatesNothing(bool isVideo)
    {
        var media = isVideo ? Camera : Microphone;
        var publisher = _test.Join("publisher");
        var subscribers = Enumerable.Range(0, 10).Select(i => _test.Join($"s{i}")).ToList();
        publisher.Publish(media);
        _test.RunUntil(() => publisher.IsConnected && subscribers.All(subscriber => subscriber.IsConnected));
        _test.Simulation.RunFor(TimeSpan.FromSeconds(2));

        var datagrams = new List<(byte[] Bytes, IPEndPoint From)>();
        for (var i = 0; i < 600; i++)
        {
            Send(publisher, media, i);
        }

        _test.Intercept = (bytes, from) => datagrams.Add((bytes, from));
        _test.Simulation.RunFor(TimeSpan.FromMilliseconds(5));
        Assert.Equal(600, datagrams.Count);

        var forwarded = _test.Worker.Counters.PacketsForwarded;
        var now = _test.Now;
        var next = 0;
        void Forward(int packets)
        {
            for (var end = next + packets; next < end; next++)
            {
                now += TimeSpan.FromMilliseconds(20);
                _test.Worker.HandleDatagram(new SocketId(1), datagrams[next].Bytes, datagrams[next].From, now);
                while (_test.Worker.TryTakeDatagram(out _))
                {
                }
            }
        }

        Forward(150);
        Assert.Equal(0, Allocations.InSteadyState(() => Forward(150)));
        Assert.Equal(10 * next, _test.Worker.Counters.PacketsForwarded - forwarded);
    }

    [Fact]
    public void SwitchingLayersAllocatesNothingPerPacket()
    {
        const int Rounds = 400, Warm = 100, PerChoice = 20, PerStretch = 100;
        var publisher = _test.Join("publisher");
        var subscribers = Enumerable.Range(0, 10).Select(i => _test.Join($"s{i}")).ToList();
        var track = publisher.Publish(Layers)[0];
        _test.RunUntil(() => publisher.IsConnected && subscribers.All(subscriber => subscriber.IsConnected));
        _test.Simulation.RunFor(TimeSpan.FromSeconds(2));

        // one after the other, so that each datagram's place tells its layer; a key frame in each layer now and then
        var datagrams = new List<(byte[] Bytes, IPEndPoint From)>();
        for (var i = 0; i < Rounds * Layers.Rids.Count; i++)
        {
            var (number, rank) = (i / Layers.Rids.Count, i % Layers.Rids.Count);
            byte[] payload = [.. VideoForwarderTests.Vp8(number, key: number % 5 == 0), .. new byte[100 + (200 * rank)]];
            publisher.Send(Layers, (ushort)number, (uint)(number * 3000), payload, rank);
        }

        _test.Intercept = (bytes, from) => datagrams.Add((bytes, from));
        _test.Simulation.RunFor(TimeSpan.FromMilliseconds(5));
        Assert.Equal(Rounds * Layers.Rids.Count, datagrams.Count);

        var now = _test.Now;
        var sent = new int[Layers.Rids.Count];

        // As Allocations.InSteadyState judges: what the runtime does once shows in one stretch only.
        var allocated = new long[(Rounds - Warm) / PerStretch];
        for (var i = 0; i < datagrams.Count; i++)
        {
            var (number, rank) = (i / Layers.Rids.Count, i % Layers.Rids.Count);
            if (i % (PerChoice * Layers.Rids.Count) == 0)
            {
                Choose(track, subscribers, number / PerChoice, now);
            }

            now += TimeSpan.FromMilliseconds(11);
            var before = GC.GetAllocatedBytesForCurrentThread();
            _test.Worker.HandleDatagram(new SocketId(1), datagrams[i].Bytes, datagrams[i].From, now);
            while (_test.Worker.TryTakeDatagram(out var datagram))
            {
                sent[rank] += number >= Warm && datagram.Bytes.Length > 130 + (200 * rank) ? 1 : 0;
            }

            if (number >= Warm)
            {
                allocated[(number - Warm) / PerStretch] += GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }

        Assert.All(sent, count => Assert.InRange(count, 500, 1500));
        Assert.Equal(0, allocated.Min());
    }

    [Fact]
    public void WhatASubscriberMissesIsSentAgain()
    {
        var publisher = _test.Join("publisher");
        var subscriber = _test.Join("subscriber");
        publisher.Publish(Camera);
        _test.RunUntil(() => publisher.IsConnected && subscriber.IsConnected);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(2));
        var link = LinkProfile.Clean with { Loss = 0.1 };
        _test.Simulation.Network.SetLink(subscriber.Subscriber.Server, subscriber.Subscriber.Address, link);
        var missing = new HashSet<ushort>();
        var repaired = 0;
        ushort? highest = null;
        uint ssrc = 0;
        subscriber.Subscriber.OnRtp = (packet, now) =>
        {
            Assert.True(RtpPacket.TryParse(packet, out var rtp));
            if (rtp.PayloadType.Value == 97 || (ssrc != 0 && rtp.Ssrc.Value != ssrc))
            {
                repaired += rtp.Payload.Length > 2 && missing.Remove((ushort)((rtp.Payload[0] << 8) | rtp.Payload[1])) ? 1 : 0;
                return;
            }

            ssrc = rtp.Ssrc.Value;
            for (var i = (ushort)((highest ?? (ushort)(rtp.SequenceNumber - 1)) + 1); i != rtp.SequenceNumber; i++)
            {
                missing.Add(i);
            }

            highest = rtp.SequenceNumber;
        };

        for (var i = 0; i < 500; i++)
        {
            Send(publisher, Camera, i);
            _test.Simulation.RunFor(TimeSpan.FromMilliseconds(33));
            if (missing.Count > 0)
            {
                Nack(subscriber, ssrc, missing);
            }
        }

        Assert.InRange(repaired, 20, 100);
        Assert.InRange(missing.Count, 0, 5);
        Assert.True(_test.Worker.Counters.PacketsResent >= repaired);
    }

    /// <summary>Every subscriber wants another layer than before, and not all the same.</summary>
    private void Choose(string track, List<TestClient> subscribers, int choice, TimeSpan now)
    {
        for (var i = 0; i < subscribers.Count; i++)
        {
            var settings = new TrackSettings { Quality = (VideoQuality)((choice + i) % Layers.Rids.Count) };
            _test.Worker.Handle(new UpdateTrackSettings(WorkerUnderTest.RoomId, subscribers[i].Id, [track], settings), now);
        }

        while (_test.Worker.TryTakeEvent(out _))
        {
        }
    }

    private void Nack(TestClient subscriber, uint ssrc, IEnumerable<ushort> missing)
    {
        foreach (var sequence in missing.Take(8).ToList())
        {
            // RFC 4585 section 6.2.1: one packet id and an empty bit mask.
            byte[] nack =
            [
                0x81, 205, 0, 3, 0, 0, 0, 1,
                (byte)(ssrc >> 24), (byte)(ssrc >> 16), (byte)(ssrc >> 8), (byte)ssrc,
                (byte)(sequence >> 8), (byte)sequence, 0, 0,
            ];
            subscriber.Subscriber.SendRtcp(nack, _test.Now);
        }
    }

    private static void Send(TestClient publisher, TestMedia media, int i)
    {
        byte[] payload = media.Kind == "video" ? [.. VideoForwarderTests.Vp8(i, key: i == 0), .. new byte[500]] : new byte[80];
        publisher.Send(media, (ushort)i, (uint)(i * (media.Kind == "video" ? 3000 : 960)), payload);
    }
}
