using Switchroom.Rtp;
using Switchroom.Rtp.Rtcp;
using Switchroom.TestKit.Peers;
using Switchroom.WebRtc.Media;

namespace Switchroom.WebRtc.Tests.Media;

public sealed class ReceivingTests : IDisposable
{
    private readonly PeerScenario _scenario = new();
    private readonly List<Received> _received = [];

    [Fact]
    public void HandsOnAudioWithItsLevel()
    {
        var (_, client) = Publish(new TestMedia("0", "audio", 1000));
        client.SendRtp(TestRtp.Audio(1000, 7, 1, level: 25), _scenario.Now);
        _scenario.RunFor(0.1);
        var packet = Assert.Single(_received);
        Assert.Equal((7, 25, "opus"), (packet.SequenceNumber, packet.Level, packet.Codec));
        Assert.Equal(TestRtp.Payload(7, 80), packet.Payload);
        Assert.Equal("track-0", packet.Stream.Track.TrackId);
        Assert.Same(packet.Stream, _scenario.Server.Of<ReceiveStreamStarted>().Single().Stream);
    }

    [Fact]
    public void DropsReplaysForgeriesAndStrangers()
    {
        var (peer, client) = Publish(new TestMedia("0", "audio", 1000), new TestMedia("1", "audio", 2000));
        var packet = client.Protect(TestRtp.Audio(1000, 7, 1, mid: "0"));
        var path = new TransportPath(1, client.Address);
        peer.HandleDatagram(packet, path, _scenario.Now);
        peer.HandleDatagram(packet, path, _scenario.Now);
        var forged = client.Protect(TestRtp.Audio(1000, 8, 1));
        forged[^1] ^= 1;
        peer.HandleDatagram(forged, path, _scenario.Now);
        peer.HandleDatagram(client.Protect(TestRtp.Audio(5555, 8, 1)), path, _scenario.Now);
        peer.HandleDatagram(client.Protect(TestRtp.Audio(5556, 8, 1, mid: "9")), path, _scenario.Now);
        Assert.Single(_received);
        Assert.Equal(4, peer.DroppedPackets);
    }

    [Fact]
    public void FindsSimulcastLayersByRidAndTheirRetransmissions()
    {
        var (_, client) = Publish(new TestMedia("0", "audio", 1000), new TestMedia("1", "video", 2000) { Rids = ["q", "h"] });
        client.SendRtp(TestRtp.Video(2000, 1, 1, "q", mid: "1"), _scenario.Now);
        client.SendRtp(TestRtp.Video(2010, 1, 2, "h", mid: "1"), _scenario.Now);
        client.SendRtp(TestRtp.Video(2000, 2, 3), _scenario.Now);
        client.SendRtp(TestRtp.Video(2000, 4, 4), _scenario.Now);
        _scenario.RunFor(0.005);
        client.SendRtp(TestRtp.Rtx(2001, 1, 3, 5, "q", mid: "1"), _scenario.Now);
        client.SendRtp(TestRtp.Rtx(2001, 2, 2, 6, "q", mid: "1"), _scenario.Now);
        _scenario.RunFor(0.1);
        Assert.Equal(["q1", "h1", "q2", "q4", "q3"], _received.Select(packet => $"{packet.Stream.Rid}{packet.SequenceNumber}"));
        Assert.True(_received[^1].Retransmitted);
        Assert.Equal(TestRtp.Payload(3, 1000), _received[^1].Payload);
        Assert.Equal(3 * 3000u, _received[^1].Timestamp);
        Assert.Equal(2, _received[0].Stream.Track.Streams.Count);
    }

    [Fact]
    public void AsksForWhatIsMissingUntilItComes()
    {
        var (_, client) = Publish(new TestMedia("1", "video", 2000));
        client.SendRtp(TestRtp.Video(2000, 65534, 1), _scenario.Now);
        client.SendRtp(TestRtp.Video(2000, 2, 2), _scenario.Now);
        _scenario.RunFor(0.05);
        Assert.Equal([65535, 0, 1], Nacks(client)[0].Select(number => (int)number));
        client.SendRtp(TestRtp.Rtx(2001, 1, 65535, 3), _scenario.Now);
        client.SendRtp(TestRtp.Rtx(2001, 2, 1, 4), _scenario.Now);
        _scenario.RunFor(0.1);
        Assert.Equal([(ushort)0], Nacks(client)[1]);
        _scenario.RunFor(3);
        Assert.InRange(Nacks(client).Count, 7, 9);
    }

    [Fact]
    public void AsksForAKeyFrameAtMostFiveTimesASecond()
    {
        var (peer, client) = Publish(new TestMedia("1", "video", 2000));
        client.SendRtp(TestRtp.Video(2000, 1, 1), _scenario.Now);
        _scenario.RunFor(0.1);
        for (var i = 0; i < 100; i++)
        {
            peer.RequestKeyFrame(_received[0].Stream, _scenario.Now);
            _scenario.RunFor(0.01);
        }

        _scenario.RunFor(1);
        Assert.InRange(Rtcp(client, RtcpType.PayloadSpecificFeedback), 5, 7);
    }

    [Fact]
    public void ReportsArrivalsByTransportWideNumber()
    {
        var (_, client) = Publish(new TestMedia("0", "audio", 1000), new TestMedia("1", "video", 2000));
        for (ushort i = 0; i < 100; i++)
        {
            if (i % 10 != 5)
            {
                client.SendRtp(i % 2 == 0 ? TestRtp.Audio(1000, i, (ushort)(65500 + i)) : TestRtp.Video(2000, i, (ushort)(65500 + i)), _scenario.Now);
            }

            _scenario.RunFor(0.01);
        }

        _scenario.RunFor(0.2);
        var reported = new List<(ushort Sequence, bool Received)>();
        foreach (var rtcp in client.RtcpReceived)
        {
            Assert.True(RtcpCompound.TryParse(rtcp, out var compound));
            foreach (var packet in compound)
            {
                if (TransportFeedback.TryRead(packet, out var feedback))
                {
                    foreach (var status in feedback)
                    {
                        reported.Add((status.Sequence, status.IsReceived));
                    }
                }
            }
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(i => ((ushort)(65500 + i), i % 10 != 5)), reported);
    }

    [Fact]
    public void ReportsReceptionOfWhatThePeerSends()
    {
        var (_, client) = Publish(new TestMedia("0", "audio", 1000));
        for (ushort i = 0; i < 100; i++)
        {
            if (i % 4 != 3)
            {
                client.SendRtp(TestRtp.Audio(1000, i, i), _scenario.Now);
            }

            _scenario.RunFor(0.02);
        }

        _scenario.RunFor(1);
        var blocks = new List<ReportBlock>();
        foreach (var rtcp in client.RtcpReceived)
        {
            RtcpCompound.TryParse(rtcp, out var compound);
            foreach (var packet in compound)
            {
                if (packet.Type == RtcpType.ReceiverReport && ReceiverReport.TryRead(packet, out _, out var found) && found.Count > 0)
                {
                    blocks.Add(found[0]);
                }
            }
        }

        Assert.Equal(new Ssrc(1000), blocks[^1].Source);
        Assert.Equal(24, blocks[^1].CumulativeLost);
        Assert.InRange(blocks[1].FractionLost, 50, 78);
    }

    [Fact]
    public void BoundsTheStreamsOfAPeer()
    {
        _scenario.Options = _scenario.Options with { MaxReceiveStreams = 10 };
        var (_, client) = Publish(new TestMedia("0", "audio", 1000));
        for (uint i = 0; i < 50; i++)
        {
            client.SendRtp(TestRtp.Audio(1000 + i, 1, (ushort)i, mid: "0"), _scenario.Now);
        }

        _scenario.RunFor(0.1);
        Assert.True(_scenario.Server.Of<ReceiveStreamStarted>().Count() <= 50);
        Assert.Single(_received[^1].Stream.Track.Streams);
    }

    public void Dispose() => _scenario.Dispose();

    private static List<List<ushort>> Nacks(TestPeer client)
    {
        var nacks = new List<List<ushort>>();
        foreach (var rtcp in client.RtcpReceived)
        {
            Assert.True(RtcpCompound.TryParse(rtcp, out var compound));
            foreach (var packet in compound)
            {
                if (GenericNack.TryRead(packet, out var nack))
                {
                    nacks.Add([]);
                    foreach (var number in nack)
                    {
                        nacks[^1].Add(number);
                    }
                }
            }
        }

        return nacks;
    }

    private static int Rtcp(TestPeer client, RtcpType type)
    {
        var count = 0;
        foreach (var rtcp in client.RtcpReceived)
        {
            Assert.True(RtcpCompound.TryParse(rtcp, out var compound));
            foreach (var packet in compound)
            {
                count += packet.Type == type ? 1 : 0;
            }
        }

        return count;
    }

    private (PeerConnection Peer, TestPeer Client) Publish(params TestMedia[] media)
    {
        var (peer, client) = _scenario.Publish(media);
        peer.RtpReceived = (PeerConnection _, in RtpArrival packet) => _received.Add(new Received(
            packet.Stream, packet.SequenceNumber, packet.Timestamp, packet.AudioLevel, packet.Codec.Codec.Name, packet.IsRetransmission, packet.Payload.ToArray()));
        return (peer, client);
    }

    private sealed record Received(
        ReceiveStream Stream, ushort SequenceNumber, uint Timestamp, int Level, string Codec, bool Retransmitted, byte[] Payload);
}
