using System.Runtime.InteropServices;

namespace Switchroom.Benchmarks;

/// <summary>CPU time of the calling thread: what work costs, however busy the machine is with something else.</summary>
public static unsafe partial class ThreadClock
{
    private const int ThreadCpuTime = 3;

    /// <summary>CPU time that this thread has used, in user and kernel mode.</summary>
    public static TimeSpan Now
    {
        get
        {
            var time = stackalloc long[2];
            return GetTime(ThreadCpuTime, time) == 0
                ? TimeSpan.FromSeconds(time[0]) + TimeSpan.FromTicks(time[1] / TimeSpan.NanosecondsPerTick)
                : throw new PlatformNotSupportedException("clock_gettime has no CPU clock for threads here");
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, long* time);
}
