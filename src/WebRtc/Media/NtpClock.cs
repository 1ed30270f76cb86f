namespace Switchroom.WebRtc.Media;

/// <summary>Wall clock time as RTCP writes it (RFC 3550 section 4), from monotonic time.</summary>
/// <param name="wallClockAtZero">The wall clock time of monotonic zero.</param>
internal sealed class NtpClock(DateTimeOffset wallClockAtZero)
{
    private static readonly DateTimeOffset Epoch = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Seconds since 1900 in 32.32 bits.</summary>
    internal ulong NtpAt(TimeSpan now)
    {
        var ticks = (UInt128)(ulong)(wallClockAtZero + now - Epoch).Ticks;
        return (ulong)((ticks << 32) / TimeSpan.TicksPerSecond);
    }
}
