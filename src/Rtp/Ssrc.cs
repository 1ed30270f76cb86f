using System.Globalization;

namespace Switchroom.Rtp;

/// <summary>Identifies one RTP source in a session (RFC 3550 section 3).</summary>
/// <param name="Value">The 32-bit identifier.</param>
public readonly record struct Ssrc(uint Value)
{
    /// <summary>A random identifier, never 0, which some end points read as "none".</summary>
    public static Ssrc NewRandom(Random random) => new((uint)random.NextInt64(1, 1L + uint.MaxValue));

    /// <summary>The decimal form used in SDP.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
