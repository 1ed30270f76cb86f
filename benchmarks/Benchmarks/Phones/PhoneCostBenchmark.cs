using Switchroom.Rtp;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Benchmarks.Phones;

/// <summary>
/// What a phone leg costs, everything included: a media worker on its thread, sockets on loopback, packets at their real pace. Beside it, in turns, the bare
/// kernel work for the same packets, and for codecs the bare calls that mixing once needs. CPU time of the one thread that serves, by rounds.
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
        using var codecs = load.Encoding == AudioEncoding.Pcmu ? null : new BareCodecs(load);
        SwarmPhone[] unserved = [.. kernel.Addresses.Select(address => new SwarmPhone(address, new PayloadType(0), PaddedBy(payloads, tag), 160, null))];
        swarm.Play(served.Phones);
        Thread.Sleep(Warm);
        var rounds = new List<RoundCosts>();
        for (var round = 0; round < MostRounds && rounds.Count < Rounds; round++)
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
                rounds.Add(new RoundCosts(cost, bare, codecs is null ? 0 : codecs.Second().TotalMilliseconds / load.Phones));
            }
        }

        swarm.Play([]);
        report.Add($"{load.Name}-rounds", rounds.Count, "good rounds");
        if (rounds.Count > 0)
        {
            ReportCosts(report, load, rounds);
        }

        report.Add($"{load.Name}-late-ticks", 100.0 * served.Counters.LateDeadlines / served.Counters.Deadlines, "%");
    }

    private static void ReportCosts(Report report, PhoneLoad load, List<RoundCosts> rounds)
    {
        var best = new RoundCosts(rounds.Min(round => round.Served), rounds.Min(round => round.Kernel), rounds.Min(round => round.Codecs));
        report.Add($"{load.Name}-cpu", best.Served, "ms/leg/s");
        report.Add($"{load.Name}-cpu-worst-round", rounds.Max(round => round.Served), "ms/leg/s");
        report.Add($"{load.Name}-kernel", best.Kernel, "ms/leg/s");
        report.Add($"{load.Name}-kernel-worst-round", rounds.Max(round => round.Kernel), "ms/leg/s");
        report.Add($"{load.Name}-to-kernel", best.Served / best.Kernel, "x", "bare kernel work, best rounds");
        report.Add($"{load.Name}-to-kernel-median", Median(rounds, round => round.Served / round.Kernel), "x", "bare kernel work, round by round");
        if (best.Codecs > 0)
        {
            report.Add($"{load.Name}-codec", best.Codecs, "ms/leg/s");
            report.Add($"{load.Name}-codec-worst-round", rounds.Max(round => round.Codecs), "ms/leg/s");
            report.Add($"{load.Name}-to-codec", (best.Served - best.Kernel) / best.Codecs, "x", "bare codec calls, kernel work taken off, best rounds");
            report.Add($"{load.Name}-to-both", best.Served / (best.Kernel + best.Codecs), "x", "bare codec calls and kernel work, best rounds");
            report.Add($"{load.Name}-to-both-median", Median(rounds, round => round.Served / (round.Kernel + round.Codecs)), "x", "the same, round by round");
        }
    }

    private static double Median(List<RoundCosts> rounds, Func<RoundCosts, double> ratio) => rounds.Select(ratio).Order().ElementAt(rounds.Count / 2);

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

    /// <summary>What one round cost, in milliseconds of CPU for each leg and second.</summary>
    /// <param name="Served">The worker's thread.</param>
    /// <param name="Kernel">The bare kernel work.</param>
    /// <param name="Codecs">The bare codec calls; 0 where they are not measured.</param>
    private readonly record struct RoundCosts(double Served, double Kernel, double Codecs);
}
