using System.Runtime.InteropServices;

namespace Switchroom.Benchmarks;

/// <summary>CPU time of one thread: what work costs, however busy the machine is with something else.</summary>
public readonly unsafe partial struct ThreadClock
{
    private const int OwnCpuTime = 3;

    // How Linux names the CPU clock of a thread: the thread's number negated, above the bits for "of a thread, as scheduled".
    private const int OfThread = 4 | 2;

    private readonly int _clock;

    private ThreadClock(int clock) => _clock = clock;

    /// <summary>CPU time that the calling thread has used, in user and kernel mode.</summary>
    public static TimeSpan Now => Read(OwnCpuTime);

    /// <summary>The calling thread, for <see cref="Of"/>.</summary>
    public static int CurrentThread => GetThreadId();

    /// <summary>The calling thread's clock, which other threads can read.</summary>
    public static ThreadClock OfCaller => Of(CurrentThread);

    /// <summary>CPU time that the clock's thread has used, in user and kernel mode.</summary>
    public TimeSpan Used => Read(_clock);

    /// <summary>The clock of a thread of this process.</summary>
    public static ThreadClock Of(int thread) => new((~thread << 3) | OfThread);

    private static TimeSpan Read(int clock)
    {
        var time = stackalloc long[2];
        return GetTime(clock, time) == 0
            ? TimeSpan.FromSeconds(time[0]) + TimeSpan.FromTicks(time[1] / TimeSpan.NanosecondsPerTick)
            : throw new PlatformNotSupportedException("clock_gettime has no CPU clock for threads here");
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);
}
