using System.Buffers.Binary;
using System.Net;
using Switchroom.Media.Codecs;
using Switchroom.Media.Tones;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;

namespace Switchroom.Benchmarks.Rooms;

/// <summary>What the media worker costs for each G.711 leg and second: everything but the sockets.</summary>
public sealed class PhoneRoomsBenchmark : Benchmark
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    public override string Name => "phone-rooms";

    /// <inheritdoc/>
    public override void Run(Report report)
    {
        Measure(report, "rooms-of-3-one-talks", rooms: 100, legs: 3, talkers: 1);
        Measure(report, "rooms-of-3-all-talk", rooms: 100, legs: 3, talkers: 3);
        Measure(report, "room-of-300-three-talk", rooms: 1, legs: 300, talkers: 3);
        Measure(report, "room-of-300-all-talk", rooms: 1, legs: 300, talkers: 300);
    }

    private static void Measure(Report report, string name, int rooms, int legs, int talkers)
    {
        using var identity = new WebRtcIdentity(DateTimeOffset.UnixEpoch.AddYears(50));
        using var worker = new MediaWorker(new MediaWorkerOptions { WebRtcSocket = new SocketId(0), Identity = identity }, new Random(1));
        var sources = new List<Source>();
        for (var room = 0; room < rooms; room++)
        {
            Must(worker, new CreateRoom(new RoomConfig { RoomId = $"RM_{room}", Name = $"{room}", MaxParticipants = 0 }));
            for (var leg = 0; leg < legs; leg++)
            {
                sources.Add(Call(worker, $"RM_{room}", $"{room}-{leg}", sources.Count, leg < talkers));
            }
        }

        var now = TimeSpan.FromMilliseconds(5);
        Run(worker, sources, ref now, seconds: 4);
        var (best, allocated) = (double.MaxValue, 0.0);
        for (var round = 0; round < 5; round++)
        {
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            var start = ThreadClock.Now;
            Run(worker, sources, ref now, seconds: 2);
            best = Math.Min(best, (ThreadClock.Now - start).TotalMilliseconds / 2 / sources.Count);
            allocated = (double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / 2 / sources.Count;
        }

        report.Add($"{name}-cpu", best, "ms/leg/s");
        report.Add($"{name}-allocated", allocated, "B/leg/s");
    }

    private static Source Call(MediaWorker worker, string roomId, string id, int number, bool talks)
    {
        var from = new IPEndPoint(new IPAddress([10, 2, (byte)(number / 250), (byte)(1 + (number % 250))]), 4000);
        var rtp = new SocketId(1 + (2 * number));
        Must(worker, new Join(roomId, id, new ParticipantProfile { Identity = id, Kind = ParticipantKind.Sip }));
        Must(worker, new AddPhoneLeg(roomId, id, new PhoneLegOptions
        {
            Rtp = rtp, Rtcp = new SocketId(rtp.Value + 1), Advertised = new IPEndPoint(IPAddress.Loopback, 10_000), AudioCodecs = ["PCMU"],
        }));
        Must(worker, new PhoneAnswer(roomId, id, string.Join("\r\n", "v=0", $"o=- 1 1 IN IP4 {from.Address}", "s=-", $"c=IN IP4 {from.Address}",
            "t=0 0", $"m=audio {from.Port} RTP/AVP 0", "a=rtpmap:0 PCMU/8000", "a=sendrecv", "")));
        Must(worker, new PhoneEstablished(roomId, id));
        return new Source(rtp, from, talks, number);
    }

    private static void Run(MediaWorker worker, List<Source> sources, ref TimeSpan now, int seconds)
    {
        for (var tick = 0; tick < seconds * 50; tick++)
        {
            foreach (var source in sources)
            {
                worker.HandleDatagram(source.Socket, source.Next(), source.From, now);
                Drain(worker);
            }

            now += Tick;
            worker.HandleDeadline(now);
            Drain(worker);
        }
    }

    private static void Must(MediaWorker worker, WorkerCommand command)
    {
        var result = worker.Handle(command, TimeSpan.Zero);
        Drain(worker);
        if (!result.IsDone)
        {
            throw new InvalidOperationException($"{command.GetType().Name}: {result.Detail}");
        }
    }

    private static void Drain(MediaWorker worker)
    {
        while (worker.TryTakeDatagram(out _))
        {
        }

        while (worker.TryTakeEvent(out _))
        {
        }
    }

    /// <summary>A phone's packets: a tone, or silence, encoded once.</summary>
    private sealed class Source
    {
        private readonly byte[] _packet = new byte[172];
        private ushort _sequence;
        private uint _timestamp;

        public Source(SocketId socket, IPEndPoint from, bool talks, int number)
        {
            (Socket, From) = (socket, from);
            var samples = new short[160];
            if (talks)
            {
                var tone = new ToneGenerator(8000);
                tone.Set(300 + (50 * (number % 40)), 0, -15);
                tone.Fill(samples);
            }

            AudioCodec.Pcmu.CreateEncoder(8000).Encode(samples, _packet.AsSpan(12));
            (_packet[0], _packet[8]) = (0x80, 1);
        }

        public SocketId Socket { get; }

        public IPEndPoint From { get; }

        public byte[] Next()
        {
            BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(2), _sequence++);
            BinaryPrimitives.WriteUInt32BigEndian(_packet.AsSpan(4), _timestamp);
            _timestamp += 160;
            return _packet;
        }
    }
}
