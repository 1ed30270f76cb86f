using System.Globalization;

namespace Switchroom.Rtp.Srtp;

/// <summary>The name that a master key goes by in packets, its master key identifier (RFC 3711 section 3.1). The default is none.</summary>
/// <param name="Value">The number.</param>
/// <param name="Length">Octets that it takes in a packet: 0 to <see cref="MaxLength"/>.</param>
public readonly record struct SrtpMki(ulong Value, int Length)
{
    /// <summary>The most octets (RFC 4568 section 6.1).</summary>
    public const int MaxLength = 128;

    /// <summary>As SDES writes it, such as <c>1:4</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value}:{Length}");

    /// <summary>Reads SDES's form; false where the length is out of range, or the number too long for it or for us.</summary>
    public static bool TryParse(string text, out SrtpMki mki)
    {
        mki = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0
            || !ulong.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length is 0 or > MaxLength || (length < sizeof(ulong) && value >> (8 * length) != 0))
        {
            return false;
        }

        mki = new(value, length);
        return true;
    }

    /// <summary>The octets in a packet, in network order.</summary>
    internal byte[] ToBytes()
    {
        var bytes = new byte[Length];
        for (var (i, rest) = (Length - 1, Value); i >= 0; i--, rest >>= 8)
        {
            bytes[i] = (byte)rest;
        }

        return bytes;
    }
}
