namespace Switchroom.Rtp;

/// <summary>Wall time in NTP's form (RFC 3550 section 4): seconds since 1900 in the upper 32 bits, their fraction in the lower.</summary>
/// <param name="Value">The 64 bits.</param>
public readonly record struct NtpTime(ulong Value)
{
    private static readonly DateTimeOffset Epoch = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The middle 32 bits, the form in report blocks.</summary>
    public uint Middle => (uint)(Value >> 16);

    /// <summary>From wall time.</summary>
    public static NtpTime Of(DateTimeOffset time)
    {
        var ticks = (ulong)(time - Epoch).Ticks;
        var (seconds, rest) = Math.DivRem(ticks, TimeSpan.TicksPerSecond);
        return new((seconds << 32) | ((rest << 32) / TimeSpan.TicksPerSecond));
    }

    /// <summary>The time <paramref name="elapsed"/> later.</summary>
    public NtpTime After(TimeSpan elapsed)
    {
        var (seconds, rest) = Math.DivRem(elapsed.Ticks, TimeSpan.TicksPerSecond);
        return new(Value + ((ulong)seconds << 32) + (ulong)((rest << 32) / TimeSpan.TicksPerSecond));
    }
}
