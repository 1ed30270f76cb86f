namespace Switchroom.Rtp.HeaderExtensions;

/// <summary>Client-to-mixer audio level (RFC 6464 section 3).</summary>
/// <param name="MinusDbov">Loudness as 0 to 127 below digital overload: 0 is loudest, 127 is silence.</param>
/// <param name="Voice">The sender believes it is speech.</param>
public readonly record struct AudioLevel(byte MinusDbov, bool Voice)
{
    /// <summary>Reads the element's value.</summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out AudioLevel level)
    {
        level = value.IsEmpty ? default : new((byte)(value[0] & 0x7f), (value[0] & 0x80) != 0);
        return !value.IsEmpty;
    }

    /// <summary>The element's only octet.</summary>
    public byte ToByte() => (byte)((MinusDbov & 0x7f) | (Voice ? 0x80 : 0));
}
