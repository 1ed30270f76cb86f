using System.Buffers.Binary;

namespace Switchroom.Rtp.Rtcp;

// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |V=2|P|    RC   |   PT=RR=201   |             length            |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                     SSRC of packet sender                     |
// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
// |                         report blocks                         |

/// <summary>A receiver report (RFC 3550 section 6.4.2), without its report blocks.</summary>
/// <param name="Sender">Who reports.</param>
public readonly record struct ReceiverReport(Ssrc Sender)
{
    private const int FixedLength = 4;

    /// <summary>Reads a packet of type <see cref="RtcpType.ReceiverReport"/>.</summary>
    public static bool TryRead(RtcpPacket packet, out ReceiverReport report, out ReportBlocks blocks)
    {
        report = default;
        blocks = default;
        if (packet.Type != RtcpType.ReceiverReport || packet.Body.Length < FixedLength + packet.Count * ReportBlock.Length)
        {
            return false;
        }

        report = new ReceiverReport(packet.SsrcAt(0));
        blocks = new ReportBlocks(packet.Body.Slice(FixedLength, packet.Count * ReportBlock.Length));
        return true;
    }

    /// <summary>Appends the report with up to <see cref="ReportBlocks.Max"/> blocks.</summary>
    public bool TryWrite(ref RtcpWriter writer, scoped ReadOnlySpan<ReportBlock> blocks)
    {
        if (blocks.Length > ReportBlocks.Max
            || !writer.TryBegin(RtcpType.ReceiverReport, blocks.Length, FixedLength + blocks.Length * ReportBlock.Length, out var body))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(body, Sender.Value);
        ReportBlock.WriteAll(blocks, body[FixedLength..]);
        return true;
    }
}
