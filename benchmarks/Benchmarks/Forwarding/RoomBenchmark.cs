using Switchroom.TestKit.Peers;

namespace Switchroom.Benchmarks.Forwarding;

/// <summary>What it takes to join a room, and to be in one: the worker's CPU time for each join with both connections, and memory held for participants and subscriptions.</summary>
public sealed class RoomBenchmark : Benchmark
{
    private const int Participants = 400;
    private const int RoomSize = 4;

    /// <inheritdoc/>
    public override string Name => "rooms";

    /// <inheritdoc/>
    public override void Run(Report report)
    {
        Joins(report);

        // Once to make what is made once for all.
        Held(20, []);
        var silent = Held(Participants, []);
        report.Add("memory-per-participant-managed", silent.Managed / Participants, "B", "one connection, nothing published");
        report.Add("memory-per-participant-native", silent.Native / Participants, "B");
        Subscriptions(report, "audio-subscription", silent, MediaFeed.Microphone(0));
        Subscriptions(report, "video-subscription", silent, MediaFeed.Camera(0));
    }

    private static void Joins(Report report)
    {
        using var rooms = new LoopbackRooms();
        Join(rooms, 40, "RM_warm");
        var before = rooms.Cpu;
        Join(rooms, Participants, "RM_room");
        var each = (rooms.Cpu - before) / Participants;
        report.Add("join", each.TotalMilliseconds, "ms CPU", "two connections, rooms of 4, everybody publishes and hears all");
        report.Add("joins-per-core", 1 / each.TotalSeconds, "1/s");
    }

    private static void Join(LoopbackRooms rooms, int count, string name)
    {
        for (var i = 0; i < count; i++)
        {
            var room = $"{name}{i / RoomSize}";
            if (i % RoomSize == 0)
            {
                rooms.OpenRoom(room);
            }

            var client = rooms.Join(room, $"{name}-{i}", MediaFeed.Microphone(i));
            rooms.RunUntil(() => client.IsConnected, $"{client.Id} connects");
        }
    }

    private static void Subscriptions(Report report, string name, (double Managed, double Native) silent, TestMedia media)
    {
        var held = Held(Participants, [media]);
        report.Add($"memory-per-{name}-managed", (held.Managed - silent.Managed) / (Participants - 1), "B");
        report.Add($"memory-per-{name}-native", (held.Native - silent.Native) / (Participants - 1), "B");
    }

    /// <summary>What a room holds for its participants, of whom the first publishes, once their clients are out of the way.</summary>
    private static (double Managed, double Native) Held(int participants, TestMedia[] media)
    {
        using var rooms = new LoopbackRooms();
        rooms.OpenRoom("RM_held");
        rooms.RunFor(TimeSpan.FromMilliseconds(50));
        var (managed, native) = (GC.GetTotalMemory(forceFullCollection: true), NativeMemory.InUse);
        for (var i = 0; i < participants; i++)
        {
            var client = rooms.Join("RM_held", $"p{i}", i == 0 ? media : []);
            rooms.RunUntil(() => client.IsConnected, $"{client.Id} connects");
        }

        if (media.Length > 0)
        {
            var feed = new MediaFeed(media[0].Kind == "video", 1);
            var publisher = rooms.Clients.First();
            var start = rooms.Clock.Now;
            for (var until = start + TimeSpan.FromSeconds(1); rooms.Clock.Now < until;)
            {
                feed.SendDue(rooms.Clock.Now - start, (_, sequence, timestamp, payload, marker) => publisher.Send(media[0], sequence, timestamp, payload, marker));
                rooms.RunFor(TimeSpan.FromMilliseconds(20));
            }
        }

        rooms.AbandonClients();
        return (GC.GetTotalMemory(forceFullCollection: true) - managed, NativeMemory.InUse - native);
    }
}
