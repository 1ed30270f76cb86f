using System.Globalization;

namespace Switchroom.Rtp;

/// <summary>The 7-bit payload type of an RTP packet (RFC 3550 section 5.1, RFC 3551 section 6).</summary>
/// <param name="Value">0 to 127; 96 to 127 are dynamic.</param>
public readonly record struct PayloadType(byte Value)
{
    /// <summary>G.711 mu-law at 8 kHz.</summary>
    public static readonly PayloadType Pcmu = new(0);

    /// <summary>G.711 A-law at 8 kHz.</summary>
    public static readonly PayloadType Pcma = new(8);

    /// <summary>G.722: 16 kHz sound under an RTP clock of 8000 Hz (RFC 3551 section 4.5.2).</summary>
    public static readonly PayloadType G722 = new(9);

    /// <summary>Comfort noise at 8 kHz (RFC 3389).</summary>
    public static readonly PayloadType ComfortNoise = new(13);

    /// <summary>Whether the meaning comes from SDP alone.</summary>
    public bool IsDynamic => Value >= 96;

    /// <summary>The decimal form used in SDP.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
