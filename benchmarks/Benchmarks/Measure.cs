using System.Diagnostics;

namespace Switchroom.Benchmarks;

/// <summary>Repeatable measurements of small pieces of work.</summary>
public static class Measure
{
    /// <summary>One measurement: time and bytes allocated by this thread, both per operation.</summary>
    /// <param name="Nanoseconds">Best of the rounds: the one that neighbours disturbed least.</param>
    /// <param name="AllocatedBytes">Bytes per operation in the last round.</param>
    public readonly record struct Cost(double Nanoseconds, double AllocatedBytes);

    /// <summary>Warms up, then takes the best of several rounds of about 100 ms.</summary>
    public static Cost PerOperation(Action operation, int rounds = 7)
    {
        var count = 1L;
        for (var elapsed = TimeSpan.Zero; elapsed < TimeSpan.FromMilliseconds(100);)
        {
            count = elapsed < TimeSpan.FromMilliseconds(1) ? count * 4 : (long)(count * (110 / elapsed.TotalMilliseconds)) + 1;
            elapsed = Time(operation, count).Elapsed;
        }

        var best = double.MaxValue;
        var allocated = 0.0;
        for (var round = 0; round < rounds; round++)
        {
            var (elapsed, bytes) = Time(operation, count);
            best = Math.Min(best, elapsed.TotalNanoseconds / count);
            allocated = (double)bytes / count;
        }

        return new Cost(best, allocated);
    }

    /// <summary>As <see cref="PerOperation"/>, in CPU time of this thread: for work without waiting, on a machine that others use too.</summary>
    public static double CpuPerOperation(Action operation, int rounds = 7)
    {
        var count = 1L;
        for (var used = TimeSpan.Zero; used < TimeSpan.FromMilliseconds(50);)
        {
            count = used < TimeSpan.FromMilliseconds(1) ? count * 4 : (long)(count * (55 / used.TotalMilliseconds)) + 1;
            used = Cpu(operation, count);
        }

        var best = double.MaxValue;
        for (var round = 0; round < rounds; round++)
        {
            best = Math.Min(best, Cpu(operation, count).TotalNanoseconds / count);
        }

        return best;
    }

    /// <summary>CPU time that the whole process spends while <paramref name="work"/> runs.</summary>
    public static TimeSpan CpuTime(Action work)
    {
        var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        work();
        process.Refresh();
        return process.TotalProcessorTime - before;
    }

    private static TimeSpan Cpu(Action operation, long count)
    {
        var start = ThreadClock.Now;
        for (long i = 0; i < count; i++)
        {
            operation();
        }

        return ThreadClock.Now - start;
    }

    private static (TimeSpan Elapsed, long Bytes) Time(Action operation, long count)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        for (long i = 0; i < count; i++)
        {
            operation();
        }

        return (Stopwatch.GetElapsedTime(start), GC.GetAllocatedBytesForCurrentThread() - bytes);
    }
}
