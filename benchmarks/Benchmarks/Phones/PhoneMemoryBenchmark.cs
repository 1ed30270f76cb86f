using Switchroom.Media.Codecs.Opus;
using Switchroom.Rooms.Mixing;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Benchmarks.Phones;

/// <summary>
/// Memory of a phone leg: objects, and what libopus holds. In rooms of three that all talk each leg has a mix and an encoder of its own; in large ones with
/// three talkers nearly all share. The worker's own share is taken out by comparing few rooms with many. The kernel's socket buffers are not in it.
/// </summary>
public sealed class PhoneMemoryBenchmark : Benchmark
{
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(6);

    /// <inheritdoc/>
    public override string Name => "phone-memory";

    /// <inheritdoc/>
    public override void Run(Report report)
    {
        var pcmu = new PhoneLoad("pcmu", 1, 3, 3) { Encoding = AudioEncoding.Pcmu, Format = new MixFormat("PCMU", 8000, 20) };
        PhoneLoad[] loads =
        [
            pcmu,
            pcmu with { Name = "pcmu-srtp", Protection = SrtpProfile.AeadAes256Gcm },
            new PhoneLoad("g722", 1, 3, 3) { Encoding = AudioEncoding.G722, Format = new MixFormat("G722", 16_000, 20) },
            new PhoneLoad("opus", 1, 3, 3) { Encoding = AudioEncoding.Opus, Format = new MixFormat("OPUS", 48_000, 20, 32_000) },
        ];
        foreach (var load in loads)
        {
            Add(report, load, fewRooms: 5, manyRooms: 35);
            Add(report, load with { Name = $"{load.Name}-large-room", Legs = 30 }, fewRooms: 1, manyRooms: 4);
        }
    }

    private static void Add(Report report, PhoneLoad load, int fewRooms, int manyRooms)
    {
        var few = BytesOf(load with { Rooms = fewRooms });
        var many = BytesOf(load with { Rooms = manyRooms });
        var legs = load.Legs * (manyRooms - fewRooms);
        var (objects, opus) = ((double)(many.Objects - few.Objects) / legs, (double)(many.Opus - few.Opus) / legs);
        report.Add($"{load.Name}-objects", objects, "B/leg");
        report.Add($"{load.Name}-libopus", opus, "B/leg");
        report.Add($"{load.Name}-total", objects + opus, "B/leg");
    }

    private static (long Objects, long Opus) BytesOf(PhoneLoad load)
    {
        using var swarm = new PhoneSwarm();
        var (objects, opus) = (GC.GetTotalMemory(forceFullCollection: true), OpusState.AllocatedBytes);
        using var served = new ServedPhones(load, swarm);
        swarm.Play(served.Phones);
        Thread.Sleep(Warm);
        var result = (GC.GetTotalMemory(forceFullCollection: true) - objects, OpusState.AllocatedBytes - opus);
        swarm.Play([]);
        return result;
    }
}
