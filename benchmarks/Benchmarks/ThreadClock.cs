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

    /// <summary>The calling thread's clock, which other threads can read.</summary>
    public static ThreadClock OfCaller => new((~ThreadNumber() << 3) | OfThread);

    /// <summary>CPU time that the clock's thread has used, in user and kernel mode.</summary>
    public TimeSpan Used => Read(_clock);

    private static TimeSpan Read(int clock)
    {
        var time = stackalloc long[2];
        return GetTime(clock, time) == 0
            ? TimeSpan.FromSeconds(time[0]) + TimeSpan.FromTicks(time[1] / TimeSpan.NanosecondsPerTick)
            : throw new PlatformNotSupportedException("clock_gettime has no CPU clock for threads here");
    }

    /// <summary>The calling thread, for <see cref="Of"/>.</summary>
    public static int CurrentThread => GetThreadId();

    /// <summary>CPU time that another thread of this process has used.</summary>
    public static TimeSpan Of(int thread)
    {
        // The kernel's name for the scheduler's clock of one thread (clock_getcpuclockid makes the same of a process).
        var clock = (int)(~(uint)thread << 3) | 6;
        var time = stackalloc long[2];
        return GetTime(clock, time) == 0
            ? TimeSpan.FromSeconds(time[0]) + TimeSpan.FromTicks(time[1] / TimeSpan.NanosecondsPerTick)
            : throw new PlatformNotSupportedException("clock_gettime has no CPU clock for other threads here");
    }

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int GetThreadId();

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);

    [LibraryImport("libc", EntryPoint = "gettid")]
    private static partial int ThreadNumber();
}
