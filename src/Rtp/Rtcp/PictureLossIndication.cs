namespace Switchroom.Rtp.Rtcp;

// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |V=2|P|  FMT=1  |  PT=PSFB=206  |            length=2           |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
// |                  SSRC of packet sender                        |
// |                  SSRC of media source                         |
// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

/// <summary>A receiver lost pictures and wants a key frame (RFC 4585 section 6.3.1).</summary>
/// <param name="Sender">Who asks.</param>
/// <param name="Media">Whose picture was lost.</param>
public readonly record struct PictureLossIndication(Ssrc Sender, Ssrc Media)
{
    private const int Format = 1;

    /// <summary>Reads a payload-specific feedback packet of this format.</summary>
    public static bool TryRead(RtcpPacket packet, out PictureLossIndication indication)
    {
        var valid = packet.Type == RtcpType.PayloadSpecificFeedback && packet.Count == Format && packet.Body.Length >= 8;
        indication = valid ? new(packet.SsrcAt(0), packet.SsrcAt(4)) : default;
        return valid;
    }

    /// <summary>Appends the indication.</summary>
    public bool TryWrite(ref RtcpWriter writer) =>
        writer.TryBeginFeedback(RtcpType.PayloadSpecificFeedback, Format, Sender, Media, 0, out _);
}
