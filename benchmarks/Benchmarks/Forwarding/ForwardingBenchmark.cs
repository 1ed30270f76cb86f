using System.Net;
using Switchroom.Rtp.Srtp;
using Switchroom.TestKit.Peers;

namespace Switchroom.Benchmarks.Forwarding;

/// <summary>
/// What forwarding costs through the real worker thread and real sockets, as CPU time of that thread for each packet sent, against the bare work on the same packets
/// at the same pace to the same sockets. Time is the benchmark's own, so that a busy machine changes neither what is sent nor what it costs.
/// </summary>
public sealed class ForwardingBenchmark : Benchmark
{
    private static readonly TimeSpan Settles = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public override string Name => "forwarding";

    /// <inheritdoc/>
    public override void Run(Report report)
    {
        Warm(isVideo: false, publishers: 5, listeners: 0);
        Warm(isVideo: true, publishers: 1, listeners: 10);
        Measure(report, "audio-rooms-of-50", isVideo: false, publishers: 50, listeners: 0);
        Measure(report, "video-1-to-500", isVideo: true, publishers: 1, listeners: 500);
        Measure(report, "video-1-to-10", isVideo: true, publishers: 1, listeners: 10);
    }

    /// <summary>Lets the compiler see what is hot: a server runs for longer than a benchmark.</summary>
    private static void Warm(bool isVideo, int publishers, int listeners)
    {
        for (var round = 0; round < 3; round++)
        {
            using var rooms = new LoopbackRooms();
            Gather(rooms, isVideo, publishers, listeners);
            var (_, media) = Real(rooms, new MediaFeed(isVideo, publishers), isVideo);
            Bare(rooms, new MediaFeed(isVideo, publishers), media, publishers + listeners - 1);
        }
    }

    private static void Measure(Report report, string name, bool isVideo, int publishers, int listeners)
    {
        using var rooms = new LoopbackRooms();
        Gather(rooms, isVideo, publishers, listeners);
        var (real, media) = Real(rooms, new MediaFeed(isVideo, publishers), isVideo);
        var fanOut = publishers + listeners - 1;
        var bare = Bare(rooms, new MediaFeed(isVideo, publishers), media, fanOut);

        var forwarded = real.Fed * fanOut;
        var microseconds = real.Cpu.TotalMicroseconds / forwarded;
        report.Add($"{name}-delivered", 100.0 * real.Received / forwarded, "%", "packets due");
        report.Add($"{name}-packet", microseconds, "us CPU");
        report.Add($"{name}-packet-bare", bare, "us CPU");
        report.Add($"{name}-ratio", microseconds / bare, "x", "receive + unprotect + protect + send");
        report.Add($"{name}-per-core", 1e6 / microseconds, "packets/s");
        report.Add($"{name}-load", real.Cpu / Measured * 100, "% of a core");
    }

    private static void Gather(LoopbackRooms rooms, bool isVideo, int publishers, int listeners)
    {
        rooms.OpenRoom("RM_bench");
        for (var i = 0; i < publishers + listeners; i++)
        {
            TestMedia[] media = i >= publishers ? [] : isVideo ? [MediaFeed.Camera(i)] : [MediaFeed.Microphone(i)];
            var client = rooms.Join("RM_bench", $"p{i}", media);
            rooms.RunUntil(() => client.IsConnected, $"{client.Id} connects");
        }

        rooms.RunFor(Settles);
    }

    private static ((long Fed, TimeSpan Cpu, long Received) Cost, List<TestMedia> Media) Real(LoopbackRooms rooms, MediaFeed feed, bool isVideo)
    {
        var senders = rooms.Clients.Where(client => client.Publisher is not null).ToList();
        var media = senders.Select((_, i) => isVideo ? MediaFeed.Camera(i) : MediaFeed.Microphone(i)).ToList();
        var cost = Play(rooms, feed, () => rooms.Traffic, () => rooms.Cpu, (publisher, sequence, timestamp, payload, marker) =>
            senders[publisher].Send(media[publisher], sequence, timestamp, payload, marker));
        return (cost, media);
    }

    private static (long Fed, TimeSpan Cpu, long Received) Play(
        LoopbackRooms rooms, MediaFeed feed, Func<(long, long)> traffic, Func<TimeSpan> cpu, MediaFeed.Sender send)
    {
        var start = rooms.Clock.Now;
        rooms.Settle(traffic);
        Feed(start + Settles);
        var (fed, received, before) = (feed.Packets, rooms.Network.Received, cpu());
        Feed(start + Settles + Measured);
        return (feed.Packets - fed, cpu() - before, rooms.Network.Received - received);

        void Feed(TimeSpan until)
        {
            while (rooms.Clock.Now < until)
            {
                feed.SendDue(rooms.Clock.Now - start, send);
                rooms.StepTogether(traffic);
            }
        }
    }

    private static double Bare(LoopbackRooms rooms, MediaFeed feed, List<TestMedia> media, int fanOut)
    {
        var key = SrtpMasterKey.NewRandom(SrtpProfile.AeadAes128Gcm, new Random(3));
        using var protector = new SrtpSession(key);
        var targets = rooms.Clients.Select(client => client.Subscriber.Address).ToList();
        using var bare = new BareForwarding(key, targets) { FanOut = fanOut };
        var from = rooms.Network.Open();
        ushort transportSequence = 0;
        rooms.Network.Clear();
        var (fed, cpu, _) = Play(rooms, feed, () => bare.Traffic, () => bare.Cpu, (publisher, sequence, timestamp, payload, marker) =>
        {
            Span<byte> buffer = stackalloc byte[1500];
            var length = LoopbackClient.Write(buffer, media[publisher], sequence, timestamp, transportSequence++, payload, marker);
            if (protector.TryProtect(buffer, length, out var written))
            {
                rooms.Network.Send(from, bare.Address, buffer[..written]);
            }
        });
        return cpu.TotalMicroseconds / (fed * fanOut);
    }
}
