using System.Diagnostics;
using System.Globalization;

namespace Switchroom.Benchmarks.Calls;

/// <summary>
/// Calls through the HTTP API to SIPp: how many are set up a second, how long an INVITE takes from its request, and how many answered ones are held with
/// their media; then all are hung up, and nothing may be left of them. BENCH_CALLS and BENCH_SECONDS in the environment make it shorter.
/// </summary>
public sealed class CallsBenchmark : Benchmark
{
    private const int Workers = 8;
    private const int SetUps = 400;

    /// <summary>The first calls are spent on compiling: about as many until a call costs what it costs.</summary>
    private const int WarmUps = 400;
    private const double PacedPerSecond = 10;

    /// <summary>Of the packets that a call's time has, as many may be missing: SIPp and the meters share the machine.</summary>
    private const double MediaTolerance = 0.05;

    /// <inheritdoc/>
    public override string Name => "calls";

    /// <inheritdoc/>
    public override void Run(Report report) => RunAsync(report, Number("BENCH_CALLS", 300), Number("BENCH_SECONDS", 60)).GetAwaiter().GetResult();

    private static async Task RunAsync(Report report, int held, int seconds)
    {
        await using var callee = await CalleeProcess.StartAsync();
        await using var server = await LoadedServer.StartAsync(callee.Port);
        await MeasureSetUpAsync(report, server, held);
        await server.UntilNothingIsLeftAsync();
        var threads = LoadedServer.OwnThreads();

        var before = server.MediaDeadlines();
        var calls = await CallAllAsync(report, server, held);
        await HoldAsync(report, calls.Count, seconds);
        var after = server.MediaDeadlines();
        var late = (double)(after.Late - before.Late) / (after.All - before.All);
        var dropped = UdpTable.DropsAt(port => port == callee.MediaPort || LoadedServer.IsRtpPort(port));
        var hangUp = Stopwatch.GetTimestamp();
        await Task.WhenAll(calls.Select(server.StopAsync));
        report.Add("calls-hang-up-all", Stopwatch.GetElapsedTime(hangUp).TotalMilliseconds, "ms");
        await server.UntilNothingIsLeftAsync();
        CheckMedia(report, calls, dropped, late);
        var threadsAfter = LoadedServer.OwnThreads();
        Require(threadsAfter.Count <= threads.Count, $"threads are left over: {string.Join(", ", threadsAfter)}; before there were {string.Join(", ", threads)}");
        report.Add("calls-failed", server.Failures, "calls");
        Require(server.Failures == 0, $"{server.Failures} calls failed");
    }

    /// <summary>As fast as it goes: each of a few workers calls, waits for the answer, hangs up and calls again.</summary>
    private static async Task MeasureSetUpAsync(Report report, LoadedServer server, int rooms)
    {
        await WorkAsync(server, rooms, WarmUps);
        var start = Stopwatch.GetTimestamp();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var calls = await WorkAsync(server, rooms, SetUps);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        report.Add("calls-set-up", calls.Count / elapsed, "calls/s");
        report.Add("calls-set-up-cpu", (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalMilliseconds / calls.Count, "ms/call");
        AddPercentiles(report, "calls-request-to-invite-at-full-speed", calls);
    }

    private static async Task<IReadOnlyList<LoadedCall>> WorkAsync(LoadedServer server, int rooms, int count)
    {
        var next = 0;
        var calls = new List<LoadedCall>();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= count)
            {
                var call = await server.CallAsync(number % rooms);
                await server.StopAsync(call);
                lock (calls)
                {
                    calls.Add(call);
                }
            }
        }));
        return calls;
    }

    private static async Task<IReadOnlyList<LoadedCall>> CallAllAsync(Report report, LoadedServer server, int count)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1 / PacedPerSecond));
        var calls = new List<Task<LoadedCall>>();
        for (var number = 0; number < count; number++)
        {
            await pace.WaitForNextTickAsync();
            calls.Add(server.CallAsync(number));
        }

        var answered = await Task.WhenAll(calls);
        AddPercentiles(report, "calls-request-to-invite", answered);
        return answered;
    }

    private static async Task HoldAsync(Report report, int calls, int seconds)
    {
        var start = Stopwatch.GetTimestamp();
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        var elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        report.Add("calls-held", calls, "calls");
        report.Add("calls-held-for", elapsed, "s");
        report.Add("calls-held-cpu", (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalSeconds / elapsed, "cores");
    }

    /// <summary>What is the server's part must be whole; what the machine had no processor for, here or at SIPp, is told apart.</summary>
    private static void CheckMedia(Report report, IReadOnlyList<LoadedCall> calls, long dropped, double late)
    {
        var (sent, received) = (calls.Sum(call => call.Sent), calls.Sum(call => call.Received));
        report.Add("calls-held-sent", calls.Average(call => call.SentShare) * 100, "%");
        report.Add("calls-held-sent-of-worst-call", calls.Min(call => call.SentShare) * 100, "%");
        report.Add("calls-held-dropped-in-buffers", dropped * 100.0 / sent, "%");
        report.Add("calls-held-returned", received * 100.0 / sent, "%");
        report.Add("calls-held-late-deadlines", late * 100, "%");
        Require(calls.Min(call => call.SentShare) > 1 - MediaTolerance - late, "a call was not sent its media, though the processor was there");
        Require(received > (sent - dropped) * (1 - MediaTolerance), $"{sent - dropped - received} packets are missing that nobody dropped");
    }

    private static void AddPercentiles(Report report, string name, IEnumerable<LoadedCall> calls)
    {
        var sorted = calls.Select(call => call.ToInvite.TotalMilliseconds).Order().ToList();
        report.Add(name + "-p50", sorted[sorted.Count / 2], "ms");
        report.Add(name + "-p99", sorted[Math.Min(sorted.Count - 1, sorted.Count * 99 / 100)], "ms");
    }

    private static int Number(string variable, int fallback) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : fallback;

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
