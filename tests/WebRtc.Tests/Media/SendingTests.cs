using System.Buffers.Binary;
using Switchroom.Rtp;
using Switchroom.Rtp.Rtcp;
using Switchroom.TestKit;
using Switchroom.TestKit.Peers;
using Switchroom.WebRtc.Media;

namespace Switchroom.WebRtc.Tests.Media;

public sealed class SendingTests : IDisposable
{
    private readonly PeerScenario _scenario = new();

    [Fact]
    public void WritesHeaderExtensionsAndPayload()
    {
        var (peer, client, audio, video) = Subscribe();
        Assert.True(peer.SendRtp(audio, new RtpDeparture { PayloadType = 111, SequenceNumber = 9, Timestamp = 960, Payload = "opus"u8, AudioLevel = 12, VoiceActivity = true }, _scenario.Now));
        Assert.True(peer.SendRtp(video, new RtpDeparture { PayloadType = 96, SequenceNumber = 5, Timestamp = 90, Marker = true, Prefix = "ab"u8, Payload = "cd"u8 }, _scenario.Now));
        _scenario.RunFor(0.05);
        Assert.Equal(2, client.RtpReceived.Count);
        Assert.True(RtpPacket.TryParse(client.RtpReceived[0], out var first));
        Assert.Equal((audio.Ssrc, (ushort)9, "opus"), (first.Ssrc.Value, first.SequenceNumber, System.Text.Encoding.ASCII.GetString(first.Payload)));
        Assert.True(first.Extensions.TryGet(1, out var level));
        Assert.Equal(0x8C, level[0]);
        Assert.True(RtpPacket.TryParse(client.RtpReceived[1], out var second));
        Assert.Equal((video.Ssrc, true, "abcd"), (second.Ssrc.Value, second.Marker, System.Text.Encoding.ASCII.GetString(second.Payload)));
        Assert.Equal(1, TransportSequence(second) - TransportSequence(first));
    }

    [Fact]
    public void AnswersANackWithRtx()
    {
        var (peer, client, _, video) = Subscribe();
        peer.SendRtp(video, new RtpDeparture { PayloadType = 96, SequenceNumber = 5, Timestamp = 90, Payload = "frame"u8 }, _scenario.Now);
        client.SendRtcp(Write((ref RtcpWriter writer) => GenericNack.TryWrite(ref writer, new Ssrc(1), new Ssrc(video.Ssrc), [5, 7])), _scenario.Now);
        _scenario.RunFor(0.05);
        var missed = _scenario.Server.Of<PacketsMissed>().Single();
        Assert.Equal([5, 7], missed.SequenceNumbers.Select(number => (int)number));
        Assert.True(peer.SendRtx(video, new RtpDeparture { PayloadType = 96, SequenceNumber = 5, Timestamp = 90, Payload = "frame"u8 }, _scenario.Now));
        _scenario.RunFor(0.05);
        Assert.True(RtpPacket.TryParse(client.RtpReceived[^1], out var packet));
        Assert.Equal((video.RtxSsrc, (byte)97), (packet.Ssrc.Value, packet.PayloadType.Value));
        Assert.Equal(5, BinaryPrimitives.ReadUInt16BigEndian(packet.Payload));
        Assert.Equal("frame"u8.ToArray(), packet.Payload[2..].ToArray());
    }

    [Fact]
    public void TellsOfKeyFrameRequestsOnce()
    {
        var (_, client, _, video) = Subscribe();
        var pli = Write((ref RtcpWriter writer) => new PictureLossIndication(new Ssrc(1), new Ssrc(video.Ssrc)).TryWrite(ref writer));
        client.SendRtcp(pli, _scenario.Now);
        client.SendRtcp(pli, _scenario.Now);
        _scenario.RunFor(0.05);
        Assert.Single(_scenario.Server.Of<KeyFrameRequested>());
        _scenario.RunFor(0.2);
        var fir = Write((ref RtcpWriter writer) => new FullIntraRequest(new Ssrc(1), new Ssrc(video.Ssrc), 3).TryWrite(ref writer));
        client.SendRtcp(fir, _scenario.Now);
        _scenario.RunFor(0.2);
        client.SendRtcp(fir, _scenario.Now);
        _scenario.RunFor(0.2);
        Assert.Equal(2, _scenario.Server.Of<KeyFrameRequested>().Count());
    }

    [Fact]
    public void ReportsOnEveryTrackThoughTheyDoNotFitOnePacket()
    {
        const int Tracks = 100;
        var client = _scenario.AddClient();
        var peer = _scenario.AddPeer();
        var tracks = Enumerable.Range(0, Tracks).Select(i => peer.AddTrack(TrackKind.Audio, $"PA{i}", $"TR{i}", [MediaCodec.Opus])).ToList();
        _scenario.Negotiate(peer, client);
        Assert.True(_scenario.RunUntil(() => client.Connected && peer.State == PeerState.Connected));
        foreach (var track in tracks)
        {
            Assert.True(peer.SendRtp(track, new RtpDeparture { PayloadType = 111, SequenceNumber = 1, Timestamp = 5000, Payload = "opus"u8 }, _scenario.Now));
        }

        client.RtcpReceived.Clear();
        _scenario.RunFor(3);

        var reported = new List<uint>();
        foreach (var rtcp in client.RtcpReceived)
        {
            RtcpCompound.TryParse(rtcp, out var compound);
            foreach (var packet in compound)
            {
                if (packet.Type == RtcpType.SenderReport && SenderReport.TryRead(packet, out var report, out _))
                {
                    reported.Add(report.Sender.Value);
                }
            }
        }

        Assert.Equal(tracks.Select(track => track.Ssrc).Order(), reported.Distinct().Order());
        Assert.InRange(reported.Count, 2 * Tracks, 4 * Tracks);
    }

    [Fact]
    public void SendsSenderReportsOnTheGivenClock()
    {
        var (peer, client, audio, _) = Subscribe();
        peer.SendRtp(audio, new RtpDeparture { PayloadType = 111, SequenceNumber = 1, Timestamp = 5000, Payload = "opus"u8 }, _scenario.Now);
        peer.SetSenderClock(audio, 48_000, TimeSpan.FromSeconds(1));
        _scenario.RunFor(3);
        var reports = new List<SenderReport>();
        foreach (var rtcp in client.RtcpReceived)
        {
            RtcpCompound.TryParse(rtcp, out var compound);
            foreach (var packet in compound)
            {
                if (packet.Type == RtcpType.SenderReport && SenderReport.TryRead(packet, out var report, out _))
                {
                    reports.Add(report);
                }
            }
        }

        Assert.InRange(reports.Count, 2, 4);
        Assert.All(reports, report =>
        {
            // Unix time 0 is 2,208,988,800 s after 1900; the wall clock starts there.
            var seconds = (report.NtpTime >> 32) - 2_208_988_800 + ((uint)report.NtpTime / 4294967296.0);
            Assert.InRange(report.RtpTimestamp - (seconds * 48_000), -2, 2);
            Assert.Equal(audio.Ssrc, report.Sender.Value);
        });
    }

    [Fact]
    public void SpreadsAKeyFrameOverTimeAndLetsAudioPass()
    {
        _scenario.Options = _scenario.Options with { EstimateBandwidth = true, StartBitrate = 1_000_000 };
        var (peer, client, audio, video) = Subscribe();
        var arrivals = new List<(uint Ssrc, TimeSpan At)>();
        client.OnRtp = (bytes, now) => arrivals.Add((BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(8)), now));
        var payload = new byte[1000];
        for (ushort i = 0; i < 100; i++)
        {
            peer.SendRtp(video, new RtpDeparture { PayloadType = 96, SequenceNumber = i, Timestamp = 1, Payload = payload }, _scenario.Now);
        }

        peer.SendRtp(audio, new RtpDeparture { PayloadType = 111, SequenceNumber = 1, Timestamp = 1, Payload = "opus"u8 }, _scenario.Now);
        var start = _scenario.Now;
        _scenario.RunFor(2);
        Assert.Equal(101, arrivals.Count);
        Assert.InRange((arrivals.Single(arrival => arrival.Ssrc == audio.Ssrc).At - start).TotalMilliseconds, 0, 5);
        Assert.InRange((arrivals[^1].At - start).TotalMilliseconds, 200, 800);
        Assert.Equal(0, _scenario.Pool.Outstanding);
    }

    [Fact]
    public void FindsTheBandwidthOfThePathByProbing()
    {
        _scenario.Options = _scenario.Options with { EstimateBandwidth = true, StartBitrate = 600_000 };
        var (peer, client, _, video) = Subscribe();
        client.ReportsArrivals = true;
        client.OnRtp = (_, _) => { };
        _scenario.Simulation.Network.SetLink(
            _scenario.Server.Address, client.Address, new() { BytesPerSecond = 250_000, Delay = TimeSpan.FromMilliseconds(20) });
        peer.DesiredBitrate = 5_000_000;
        var payload = new byte[1000];
        for (ushort i = 0; i < 1000; i++)
        {
            peer.SendRtp(video, new RtpDeparture { PayloadType = 96, SequenceNumber = i, Timestamp = i * 1000u, Payload = payload }, _scenario.Now);
            _scenario.RunFor(0.01);
        }

        // It sends 0.8 Mbit/s over 2 Mbit/s: only probes can tell that there is more.
        Assert.InRange(peer.TargetBitrate, 1_200_000, 2_050_000);
        Assert.Equal(peer.TargetBitrate, _scenario.Server.Of<TargetBitrateChanged>().Last().BitsPerSecond, peer.TargetBitrate * 0.06);
    }

    [Fact]
    public void RefusesWhatCannotBeSent()
    {
        var (peer, client, audio, video) = Subscribe();
        Assert.False(peer.SendRtp(audio, new RtpDeparture { PayloadType = 111, SequenceNumber = 1, Timestamp = 1, Payload = new byte[1400] }, _scenario.Now));
        Assert.False(peer.SendRtx(audio, new RtpDeparture { PayloadType = 111, SequenceNumber = 1, Timestamp = 1, Payload = "x"u8 }, _scenario.Now));
        peer.RemoveTrack(video);
        Assert.False(peer.SendRtp(video, new RtpDeparture { PayloadType = 96, SequenceNumber = 1, Timestamp = 1, Payload = "x"u8 }, _scenario.Now));
        _scenario.RunFor(0.1);
        Assert.Empty(client.RtpReceived);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ForwardsWithoutAllocating(bool estimate)
    {
        _scenario.Options = _scenario.Options with { EstimateBandwidth = estimate, StartBitrate = 50_000_000 };
        var (publisher, publishing) = _scenario.Publish(new TestMedia("0", "audio", 1000));
        var (subscriber, _, audio, _) = Subscribe();
        var packets = Enumerable.Range(0, 4000).Select(i => publishing.Protect(TestRtp.Audio(1000, (ushort)i, (ushort)i))).ToArray();
        var path = new TransportPath(1, publishing.Address);
        publisher.RtpReceived = (PeerConnection _, in RtpArrival packet) => subscriber.SendRtp(audio, new RtpDeparture
        {
            PayloadType = 111, Marker = packet.Marker, SequenceNumber = packet.SequenceNumber, Timestamp = packet.Timestamp, Payload = packet.Payload,
            AudioLevel = packet.AudioLevel, VoiceActivity = packet.VoiceActivity,
        }, packet.ArrivedAt);
        PeerConnection[] peers = [publisher, subscriber];
        var now = _scenario.Now;
        var (next, sent) = (0, 0);
        void ForwardThousand()
        {
            for (var end = next + 1000; next < end; next++)
            {
                ForwardNext();
            }
        }

        void ForwardNext()
        {
            now += TimeSpan.FromMilliseconds(2);
            publisher.HandleDatagram(packets[next], path, now);
            if (publisher.NextDeadline <= now)
            {
                publisher.HandleDeadline(now);
            }

            if (subscriber.NextDeadline <= now && subscriber.State == PeerState.Connected)
            {
                subscriber.HandleDeadline(now);
            }

            foreach (var peer in peers)
            {
                while (peer.TryTakeDatagram(out var datagram))
                {
                    sent++;
                    _scenario.Pool.Return(datagram.Buffer);
                }
            }
        }

        ForwardThousand();
        Assert.Equal(0, Allocations.InSteadyState(ForwardThousand));
        Assert.True(sent >= next, $"{sent} of {next}");
    }

    public void Dispose() => _scenario.Dispose();

    private delegate bool RtcpBody(ref RtcpWriter writer);

    private static byte[] Write(RtcpBody body)
    {
        var buffer = new byte[500];
        var writer = new RtcpWriter(buffer);
        Assert.True(body(ref writer));
        return buffer[..writer.Length];
    }

    private static int TransportSequence(in RtpPacket packet)
    {
        foreach (var element in packet.Extensions)
        {
            if (element.Value.Length == 2)
            {
                return BinaryPrimitives.ReadUInt16BigEndian(element.Value);
            }
        }

        return -1;
    }

    private (PeerConnection Peer, TestPeer Client, SendTrack Audio, SendTrack Video) Subscribe()
    {
        var client = _scenario.AddClient();
        var peer = _scenario.AddPeer();
        var audio = peer.AddTrack(TrackKind.Audio, "PA|TR_1", "TR_1", [MediaCodec.Opus]);
        var video = peer.AddTrack(TrackKind.Video, "PA|TR_2", "TR_2", [MediaCodec.Vp8]);
        _scenario.Negotiate(peer, client);
        Assert.True(_scenario.RunUntil(() => client.Connected && peer.State == PeerState.Connected));
        return (peer, client, audio, video);
    }
}
