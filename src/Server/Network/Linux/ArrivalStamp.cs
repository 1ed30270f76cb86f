namespace Switchroom.Server.Network.Linux;

/// <summary>
/// When the kernel received a datagram. Senders probe a path with short bursts and judge it by the spacing at the other end: stamped when a busy thread gets to them, every
/// burst would seem compressed, and the probe be thrown away.
/// </summary>
internal static unsafe class ArrivalStamp
{
    /// <summary>Octets of control data that hold one stamp: its header, and seconds and nanoseconds.</summary>
    public const int ControlLength = HeaderLength + 16;

    private const int HeaderLength = 16;
    private const int RealTime = 0;
    private const long LongestAge = 1_000_000_000;

    /// <summary>Has the kernel stamp what a socket receives. Where it will not, datagrams have no age.</summary>
    public static void Enable(int descriptor)
    {
        var on = 1;
        _ = LibC.SetOption(descriptor, LibC.SocketLevel, LibC.TimestampNanoseconds, &on, sizeof(int));
    }

    /// <summary>The stamps' clock, in nanoseconds.</summary>
    public static long Now()
    {
        var time = stackalloc long[2];
        return LibC.GetTime(RealTime, time) == 0 ? Nanoseconds(time) : 0;
    }

    /// <summary>How long ago a message was received; zero without a stamp, or where the clock was set meanwhile.</summary>
    public static TimeSpan Age(in LibC.MessageHeader message, long now)
    {
        // struct cmsghdr: length, level, type, then the data.
        var control = (byte*)message.Control;
        if (message.ControlLength < ControlLength || *(int*)(control + 8) != LibC.SocketLevel || *(int*)(control + 12) != LibC.TimestampNanoseconds)
        {
            return TimeSpan.Zero;
        }

        var age = now - Nanoseconds((long*)(control + HeaderLength));
        return age is > 0 and < LongestAge ? new TimeSpan(age / TimeSpan.NanosecondsPerTick) : TimeSpan.Zero;
    }

    private static long Nanoseconds(long* time) => (time[0] * 1_000_000_000) + time[1];
}
