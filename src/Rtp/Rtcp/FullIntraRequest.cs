using System.Buffers.Binary;

namespace Switchroom.Rtp.Rtcp;

// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |V=2|P|  FMT=4  |  PT=PSFB=206  |             length            |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                  SSRC of packet sender                        |
// |                  SSRC of media source (0)                     |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                              SSRC                             |
// | Seq nr.       |    Reserved                                   |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>A command to send a key frame (RFC 5104 section 4.3.1).</summary>
/// <param name="Sender">Who commands.</param>
/// <param name="Media">Who shall send.</param>
/// <param name="SequenceNumber">Changes with every new command; a repeat keeps it.</param>
public readonly record struct FullIntraRequest(Ssrc Sender, Ssrc Media, byte SequenceNumber)
{
    private const int Format = 4;

    /// <summary>How many commands a payload-specific feedback packet of this format holds; 0 for any other packet.</summary>
    public static int CountIn(RtcpPacket packet) =>
        packet.Type == RtcpType.PayloadSpecificFeedback && packet.Count == Format && packet.Body.Length >= 8 ? (packet.Body.Length - 8) / 8 : 0;

    /// <summary>The command at an index below <see cref="CountIn"/>.</summary>
    public static FullIntraRequest Read(RtcpPacket packet, int index) => new(packet.SsrcAt(0), packet.SsrcAt(8 + 8 * index), packet.Body[12 + 8 * index]);

    /// <summary>Appends the command.</summary>
    public bool TryWrite(ref RtcpWriter writer)
    {
        if (!writer.TryBeginFeedback(RtcpType.PayloadSpecificFeedback, Format, Sender, new Ssrc(0), 8, out var control))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt32BigEndian(control, Media.Value);
        BinaryPrimitives.WriteUInt32BigEndian(control[4..], (uint)SequenceNumber << 24);
        return true;
    }
}
