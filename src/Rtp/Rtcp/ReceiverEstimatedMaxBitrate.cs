using System.Buffers.Binary;
using System.Numerics;

namespace Switchroom.Rtp.Rtcp;

// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |V=2|P| FMT=15  |  PT=PSFB=206  |             length            |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                  SSRC of packet sender                        |
// |                  SSRC of media source (0)                     |
// |  Unique identifier 'R' 'E' 'M' 'B'                            |
// |  Num SSRC     | BR Exp    |  BR Mantissa                      |
// |   SSRC feedback                                               |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>The bit rate a receiver believes it can take (draft-alvestrand-rmcat-remb-03); the list of sources is not read.</summary>
/// <param name="Sender">Who estimates.</param>
/// <param name="BitsPerSecond">The estimate.</param>
public readonly record struct ReceiverEstimatedMaxBitrate(Ssrc Sender, ulong BitsPerSecond)
{
    private const int Format = 15;
    private const int MantissaBits = 18;

    /// <summary>Reads a payload-specific feedback packet of this format.</summary>
    public static bool TryRead(RtcpPacket packet, out ReceiverEstimatedMaxBitrate estimate)
    {
        estimate = default;
        var body = packet.Body;
        if (packet.Type != RtcpType.PayloadSpecificFeedback || packet.Count != Format || body.Length < 16 || !body[8..12].SequenceEqual("REMB"u8))
        {
            return false;
        }

        var word = BinaryPrimitives.ReadUInt32BigEndian(body[12..]);
        var exponent = (int)(word >> MantissaBits) & 0x3f;
        var mantissa = (ulong)word & ((1 << MantissaBits) - 1);
        // An exponent that shifts the rate out of 64 bits means "without bound".
        estimate = new(packet.SsrcAt(0), mantissa == 0 ? 0 : BitOperations.LeadingZeroCount(mantissa) < exponent ? ulong.MaxValue : mantissa << exponent);
        return true;
    }

    /// <summary>Appends the estimate for the given sources.</summary>
    public bool TryWrite(ref RtcpWriter writer, scoped ReadOnlySpan<Ssrc> sources)
    {
        if (sources.Length > 255
            || !writer.TryBeginFeedback(RtcpType.PayloadSpecificFeedback, Format, Sender, new Ssrc(0), 8 + 4 * sources.Length, out var control))
        {
            return false;
        }

        var exponent = Math.Max(0, 64 - BitOperations.LeadingZeroCount(BitsPerSecond) - MantissaBits);
        "REMB"u8.CopyTo(control);
        BinaryPrimitives.WriteUInt32BigEndian(
            control[4..], (uint)sources.Length << 24 | (uint)exponent << MantissaBits | (uint)(BitsPerSecond >> exponent));
        for (var i = 0; i < sources.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(control[(8 + 4 * i)..], sources[i].Value);
        }

        return true;
    }
}
