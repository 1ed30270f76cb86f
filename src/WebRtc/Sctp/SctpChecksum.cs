using System.Buffers.Binary;
using System.Numerics;

namespace Switchroom.WebRtc.Sctp;

/// <summary>CRC-32C over a packet whose checksum field is zero (RFC 9260 appendix A).</summary>
internal static class SctpChecksum
{
    internal static uint Of(ReadOnlySpan<byte> packet)
    {
        // The field at 8..12 counts as zero, whatever it holds.
        var crc = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt64LittleEndian(packet));
        crc = BitOperations.Crc32C(crc, 0u);
        var rest = packet[12..];
        while (rest.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(rest));
            rest = rest[8..];
        }

        foreach (var value in rest)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
