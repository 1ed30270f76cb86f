namespace Switchroom.Rtp.HeaderExtensions;

/// <summary>The 24-bit send time of the abs-send-time extension: seconds modulo 64 in 6.18 fixed point.</summary>
public static class AbsoluteSendTime
{
    /// <summary>Octets of the element's value.</summary>
    public const int Length = 3;

    /// <summary>Reads the raw 24 bits.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out uint time)
    {
        time = value.Length >= Length ? (uint)((value[0] << 16) | (value[1] << 8) | value[2]) : 0;
        return value.Length >= Length;
    }

    /// <summary>Writes the send time that corresponds to <paramref name="now"/>.</summary>
    public static void Write(Span<byte> value, TimeSpan now)
    {
        // 2^18 / 10^7 ticks reduces to 2^11 / 78125, which stays inside 64 bits for centuries.
        var time = (uint)((now.Ticks % (64 * TimeSpan.TicksPerSecond) << 11) / 78125);
        (value[0], value[1], value[2]) = ((byte)(time >> 16), (byte)(time >> 8), (byte)time);
    }
}
