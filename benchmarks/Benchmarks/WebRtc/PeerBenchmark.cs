using System.Diagnostics;
using System.Net;
using Switchroom.Rtp.Srtp;
using Switchroom.TestKit;
using Switchroom.TestKit.Peers;
using Switchroom.WebRtc;
using Switchroom.WebRtc.Dtls;
using Switchroom.WebRtc.Ice;
using Switchroom.WebRtc.Media;

namespace Switchroom.Benchmarks.WebRtc;

/// <summary>What a peer connection adds to bare unprotect and protect, and what a handshake costs.</summary>
public sealed class PeerBenchmark : Benchmark
{
    private const int Packets = 20_000;
    private readonly DtlsContext _context = new(DtlsCertificate.Create(DateTimeOffset.UnixEpoch.AddYears(50)));

    /// <inheritdoc/>
    public override string Name => "webrtc-peer";

    /// <inheritdoc/>
    public override void Run(Report report)
    {
        Forwarding(report);
        Handshakes(report);
    }

    private void Handshakes(Report report)
    {
        const int Count = 200;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Count; i++)
        {
            using var pair = new Pair(_context, i);
        }

        // Both ends run in this thread; the server's share is about half.
        report.Add("handshakes-both-ends", Count / Stopwatch.GetElapsedTime(start).TotalSeconds, "1/s");
    }

    private void Forwarding(Report report)
    {
        using var publishing = new Pair(_context, 1);
        using var subscribing = new Pair(_context, 2, subscribe: true);
        var best = double.MaxValue;
        var bare = double.MaxValue;
        var allocated = 0.0;
        ushort sequence = 0;
        for (var round = 0; round < 7; round++)
        {
            var packets = Enumerable.Range(0, Packets).Select(_ => publishing.Client.Protect(TestRtp.Audio(1000, sequence, sequence++, size: 160))).ToArray();
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            Forward(publishing, subscribing, packets);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / Packets);
            allocated = (double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / Packets;
            bare = Math.Min(bare, Bare(round));
        }

        report.Add("forward-packet", best, "ns");
        report.Add("forward-packet-allocated", allocated, "B/packet");
        report.Add("forward-packet-ratio", best / bare, "x", "unprotect + protect alone");
    }

    private static void Forward(Pair publishing, Pair subscribing, byte[][] packets)
    {
        var subscriber = subscribing.Peer;
        var track = subscribing.Audio!;
        publishing.Peer.RtpReceived = (PeerConnection _, in RtpArrival packet) => subscriber.SendRtp(track, new RtpDeparture
        {
            PayloadType = 111, Marker = packet.Marker, SequenceNumber = packet.SequenceNumber, Timestamp = packet.Timestamp, Payload = packet.Payload,
            AudioLevel = packet.AudioLevel, VoiceActivity = packet.VoiceActivity,
        }, packet.ArrivedAt);
        var path = new TransportPath(1, publishing.Client.Address);
        var pool = subscriber.Options.Pool;
        foreach (var packet in packets)
        {
            publishing.Peer.HandleDatagram(packet, path, publishing.Simulation.Now);
            while (publishing.Peer.TryTakeDatagram(out var report))
            {
                publishing.Peer.Options.Pool.Return(report.Buffer);
            }

            while (subscriber.TryTakeDatagram(out var datagram))
            {
                pool.Return(datagram.Buffer);
            }
        }
    }

    private static double Bare(int round)
    {
        var random = new Random(round);
        var inKey = SrtpMasterKey.NewRandom(SrtpProfile.AeadAes128Gcm, random);
        using var sender = new SrtpSession(inKey);
        using var receiver = new SrtpSession(inKey);
        using var forwarder = new SrtpSession(SrtpMasterKey.NewRandom(SrtpProfile.AeadAes128Gcm, random));
        var packets = Enumerable.Range(0, Packets).Select(i =>
        {
            var plain = TestRtp.Audio(1000, (ushort)i, (ushort)i, size: 160);
            var buffer = new byte[plain.Length + SrtpProfiles.MaxOverhead];
            plain.CopyTo(buffer, 0);
            sender.TryProtect(buffer, plain.Length, out var length);
            return buffer[..length];
        }).ToArray();
        var start = Stopwatch.GetTimestamp();
        foreach (var packet in packets)
        {
            receiver.TryUnprotect(packet, packet.Length, out var length);
            forwarder.TryProtect(packet, length, out _);
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / Packets;
    }

    /// <summary>A peer and its test peer, connected in virtual time.</summary>
    private sealed class Pair : IDisposable
    {
        private readonly TestPeerServer _server;

        internal Pair(DtlsContext context, int seed, bool subscribe = false)
        {
            Simulation = new Simulation(new VirtualNetwork(seed));
            _server = new TestPeerServer(Simulation.Network, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 7882));
            Client = new TestPeer(Simulation.Network, context, new IPEndPoint(IPAddress.Parse("198.51.100.1"), 4000), _server.Address, seed);
            Peer = new PeerConnection(new PeerConnectionOptions
            {
                Dtls = context, Pool = new DatagramPool(), Random = new Random(seed), Candidates = [new IceCandidate(_server.Address)], StartBitrate = 50_000_000,
            }, TimeSpan.Zero);
            _server.Add(Peer);
            Simulation.Add(_server);
            Simulation.Add(Client);
            if (subscribe)
            {
                Audio = Peer.AddTrack(TrackKind.Audio, "PA", "TR", [MediaCodec.Opus]);
                Peer.HandleAnswer(Client.HandleOffer(Peer.CreateOffer(false, TimeSpan.Zero), TimeSpan.Zero), TimeSpan.Zero);
            }
            else
            {
                Client.HandleAnswer(Peer.HandleOffer(Client.CreateOffer([new TestMedia("0", "audio", 1000)]), TimeSpan.Zero).Answer!, TimeSpan.Zero);
            }

            if (!Simulation.RunUntil(TimeSpan.FromSeconds(10), () => Client.Connected && Peer.State == PeerState.Connected))
            {
                throw new InvalidOperationException("the peers did not connect");
            }
        }

        internal Simulation Simulation { get; }

        internal TestPeer Client { get; }

        internal PeerConnection Peer { get; }

        internal SendTrack? Audio { get; }

        public void Dispose()
        {
            _server.Dispose();
            Client.Dispose();
        }
    }
}
