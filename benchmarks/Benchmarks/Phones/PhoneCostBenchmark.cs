using Switchroom.Rtp;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Benchmarks.Phones;

/// <summary>
/// What a phone leg costs, everything included: a media worker on its thread, sockets on loopback, packets at their real pace. Beside it, in turns, the bare
/// kernel work for the same packets, and for codecs the bare calls that mixing once needs. CPU time of the one thread that serves, best of the rounds.
/// </summary>
public abstract class PhoneCostBenchmark : Benchmark
{
    private const int Rounds = 8;
    private const int MostRounds = 20;

    /// <summary>A round counts when this share of its packets came and went in it: on a busy machine some do not, and their cost with them.</summary>
    private const double GoodShare = 0.9;

    private const double PacketsPerSecond = 50;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(4);

    /// <summary>After the phones change sides, until what was on its way has come.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    /// <summary>The four shapes every codec is measured in: name, rooms, phones in each, talkers in each.</summary>
    private protected static (string Name, int Rooms, int Legs, int Talkers)[] Shapes { get; } =
        [("rooms-of-3-one-talks", 100, 3, 1), ("rooms-of-3-all-talk", 100, 3, 3), ("room-of-300-three-talk", 1, 300, 3), ("room-of-300-all-talk", 1, 300, 300)];

    /// <summary>What is measured.</summary>
    private protected abstract IEnumerable<PhoneLoad> Loads { get; }

    /// <inheritdoc/>
    public override void Run(Report report)
    {
        using var swarm = new PhoneSwarm();
        foreach (var load in Loads)
        {
            Measure(report, swarm, load);
        }
    }

    private static void Measure(Report report, PhoneSwarm swarm, PhoneLoad load)
    {
        using var served = new ServedPhones(load, swarm);
        var tag = load.Protection is { } profile ? profile.RtpTagLength() : 0;
        var payloads = load.PayloadsOf(talks: true, 1);
        using var kernel = new BareKernel(load.Phones, swarm.Address, RtpPacket.FixedHeaderLength + (int)payloads.Average(payload => payload.Length) + tag);
        SwarmPhone[] unserved = [.. kernel.Addresses.Select(address => new SwarmPhone(address, new PayloadType(0), PaddedBy(payloads, tag), 160, null))];
        swarm.Play(served.Phones);
        Thread.Sleep(Warm);
        var (servedCosts, kernelCosts) = (new List<double>(), new List<double>());
        for (var round = 0; round < MostRounds && servedCosts.Count < Rounds; round++)
        {
            var servedCost = CostOf(served.Clock, load.Phones, () => (served.Counters.DatagramsReceived, served.Counters.DatagramsSent));
            kernel.Sends = true;
            swarm.Play(unserved);
            var kernelCost = CostOf(kernel.Clock, load.Phones, () => (kernel.Received, kernel.Sent));
            kernel.Sends = false;
            swarm.Play(served.Phones);
            Thread.Sleep(Settle);
            if (servedCost is { } cost && kernelCost is { } bare)
            {
                servedCosts.Add(cost);
                kernelCosts.Add(bare);
            }
        }

        swarm.Play([]);
        report.Add($"{load.Name}-rounds", servedCosts.Count, "good rounds");
        if (servedCosts.Count > 0)
        {
            ReportCosts(report, load, servedCosts, kernelCosts);
        }

        report.Add($"{load.Name}-late-ticks", 100.0 * served.Counters.LateDeadlines / served.Counters.Deadlines, "%");
    }

    private static void ReportCosts(Report report, PhoneLoad load, List<double> servedCosts, List<double> kernelCosts)
    {
        var (cost, bare) = (servedCosts.Min(), kernelCosts.Min());
        var ratios = servedCosts.Zip(kernelCosts, (served, kernel) => served / kernel).Order().ToArray();
        report.Add($"{load.Name}-cpu", cost, "ms/leg/s");
        report.Add($"{load.Name}-cpu-worst-round", servedCosts.Max(), "ms/leg/s");
        report.Add($"{load.Name}-kernel", bare, "ms/leg/s");
        report.Add($"{load.Name}-kernel-worst-round", kernelCosts.Max(), "ms/leg/s");
        report.Add($"{load.Name}-to-kernel", cost / bare, "x", "bare kernel work, best rounds");
        report.Add($"{load.Name}-to-kernel-median", ratios[ratios.Length / 2], "x", "bare kernel work, round by round");
        if (load.Encoding != AudioEncoding.Pcmu)
        {
            var codec = load.BareCodecCalls() * PacketsPerSecond / 1e6 / load.Phones;
            report.Add($"{load.Name}-codec", codec, "ms/leg/s");
            report.Add($"{load.Name}-to-codec", (cost - bare) / codec, "x", "bare codec calls, kernel work taken off");
            report.Add($"{load.Name}-to-both", cost / (bare + codec), "x", "bare codec calls and kernel work");
        }
    }

    private static byte[][] PaddedBy(byte[][] payloads, int octets) => [.. payloads.Select(payload => (byte[])[.. payload, .. new byte[octets]])];

    /// <summary>CPU milliseconds for a second's packets of one leg, by the packets taken; null when the round is not a good one.</summary>
    private static double? CostOf(ThreadClock clock, int phones, Func<(long Received, long Sent)> count)
    {
        var (start, before) = (clock.Used, count());
        Thread.Sleep(Round);
        var (used, after) = (clock.Used - start, count());
        var least = GoodShare * PacketsPerSecond * Round.TotalSeconds * phones;
        var (received, sent) = (after.Received - before.Received, after.Sent - before.Sent);
        return received >= least && sent >= least ? used.TotalMilliseconds * PacketsPerSecond / received : null;
    }
}
