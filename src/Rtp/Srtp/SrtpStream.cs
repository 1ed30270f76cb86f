namespace Switchroom.Rtp.Srtp;

/// <summary>What a session remembers of one source in its direction.</summary>
internal sealed class SrtpStream(uint ssrc)
{
    public uint Ssrc { get; } = ssrc;

    public ReplayWindow Rtp { get; } = new();

    public ReplayWindow Rtcp { get; } = new();

    /// <summary>
    /// The 48-bit index that a sequence number most likely has, given the highest one so far (RFC 3711 section 3.3.1, appendix A).
    /// </summary>
    public long GuessIndex(ushort sequence)
    {
        if (Rtp.Highest < 0)
        {
            return sequence;
        }

        var index = Rtp.Highest + (short)(sequence - (ushort)Rtp.Highest);
        return index < 0 ? index + 0x1_0000 : index;
    }
}
