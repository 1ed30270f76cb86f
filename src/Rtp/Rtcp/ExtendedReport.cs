using System.Buffers.Binary;

namespace Switchroom.Rtp.Rtcp;

// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |V=2|P|reserved |   PT=XR=207   |             length            |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                              SSRC                             |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// :     BT        | type-specific |         block length          :
// :             type-specific block contents                      :
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>An extended report (RFC 3611 section 2), of whose blocks we use the VoIP metrics.</summary>
public readonly ref struct ExtendedReport
{
    private const int BlockHeaderLength = 4;
    private readonly ReadOnlySpan<byte> _blocks;

    private ExtendedReport(Ssrc sender, ReadOnlySpan<byte> blocks)
    {
        Sender = sender;
        _blocks = blocks;
    }

    /// <summary>Who reports.</summary>
    public Ssrc Sender { get; }

    /// <summary>Reads a packet of type <see cref="RtcpType.ExtendedReport"/>.</summary>
    public static bool TryRead(RtcpPacket packet, out ExtendedReport report)
    {
        report = default;
        if (packet.Type != RtcpType.ExtendedReport || packet.Body.Length < 4)
        {
            return false;
        }

        report = new ExtendedReport(packet.SsrcAt(0), packet.Body[4..]);
        return true;
    }

    /// <summary>Appends a report with one block of VoIP metrics.</summary>
    public static bool TryWrite(ref RtcpWriter writer, Ssrc sender, in VoipMetrics metrics)
    {
        if (!writer.TryBegin(RtcpType.ExtendedReport, 0, 4 + BlockHeaderLength + VoipMetrics.Length, out var body))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(body, sender.Value);
        body[4] = VoipMetrics.BlockType;
        body[5] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(body[6..], VoipMetrics.Length / 4);
        metrics.Write(body[8..]);
        return true;
    }

    /// <summary>The first block of VoIP metrics.</summary>
    public bool TryGetVoipMetrics(out VoipMetrics metrics)
    {
        metrics = default;
        var rest = _blocks;
        while (rest.Length >= BlockHeaderLength)
        {
            var length = 4 * BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (rest.Length < BlockHeaderLength + length)
            {
                return false;
            }

            if (rest[0] == VoipMetrics.BlockType && length >= VoipMetrics.Length)
            {
                metrics = VoipMetrics.Read(rest[BlockHeaderLength..]);
                return true;
            }

            rest = rest[(BlockHeaderLength + length)..];
        }

        return false;
    }
}
