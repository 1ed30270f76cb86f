using System.Buffers.Binary;

namespace Switchroom.Rtp.Rtcp;

// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |V=2|P|    RC   |   PT=SR=200   |             length            |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                         SSRC of sender                        |
// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
// |              NTP timestamp, most significant word             |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |             NTP timestamp, least significant word             |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                         RTP timestamp                         |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                     sender's packet count                     |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                      sender's octet count                     |
// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
// |                         report blocks                         |

/// <summary>A sender report (RFC 3550 section 6.4.1), without its report blocks.</summary>
/// <param name="Sender">Who reports.</param>
/// <param name="NtpTime">When it was sent: 32 bits of seconds, 32 of fraction.</param>
/// <param name="RtpTimestamp">The same instant on the RTP clock.</param>
/// <param name="PacketCount">RTP packets sent.</param>
/// <param name="OctetCount">Payload octets sent.</param>
public readonly record struct SenderReport(Ssrc Sender, ulong NtpTime, uint RtpTimestamp, uint PacketCount, uint OctetCount)
{
    private const int FixedLength = 24;

    /// <summary>The middle 32 bits of <see cref="NtpTime"/>, which a receiver returns as LSR.</summary>
    public uint MiddleNtpTime => (uint)(NtpTime >> 16);

    /// <summary>Reads a packet of type <see cref="RtcpType.SenderReport"/>.</summary>
    public static bool TryRead(RtcpPacket packet, out SenderReport report, out ReportBlocks blocks)
    {
        report = default;
        blocks = default;
        var body = packet.Body;
        if (packet.Type != RtcpType.SenderReport || body.Length < FixedLength + packet.Count * ReportBlock.Length)
        {
            return false;
        }

        report = new SenderReport(
            packet.SsrcAt(0),
            BinaryPrimitives.ReadUInt64BigEndian(body[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(body[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(body[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(body[20..]));
        blocks = new ReportBlocks(body.Slice(FixedLength, packet.Count * ReportBlock.Length));
        return true;
    }

    /// <summary>Appends the report with up to <see cref="ReportBlocks.Max"/> blocks.</summary>
    public bool TryWrite(ref RtcpWriter writer, scoped ReadOnlySpan<ReportBlock> blocks)
    {
        if (blocks.Length > ReportBlocks.Max
            || !writer.TryBegin(RtcpType.SenderReport, blocks.Length, FixedLength + blocks.Length * ReportBlock.Length, out var body))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(body, Sender.Value);
        BinaryPrimitives.WriteUInt64BigEndian(body[4..], NtpTime);
        BinaryPrimitives.WriteUInt32BigEndian(body[12..], RtpTimestamp);
        BinaryPrimitives.WriteUInt32BigEndian(body[16..], PacketCount);
        BinaryPrimitives.WriteUInt32BigEndian(body[20..], OctetCount);
        ReportBlock.WriteAll(blocks, body[FixedLength..]);
        return true;
    }
}
