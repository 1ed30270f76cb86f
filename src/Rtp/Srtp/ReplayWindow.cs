namespace Switchroom.Rtp.Srtp;

/// <summary>Which of the last <see cref="Size"/> indices were seen (RFC 3711 section 3.3.2), as a ring of bits.</summary>
internal sealed class ReplayWindow
{
    /// <summary>Indices remembered. Far above the RFC's least of 64: video reorders by hundreds of packets when retransmitted.</summary>
    public const int Size = 1024;

    private readonly ulong[] _bits = new ulong[Size / 64];

    /// <summary>The highest index seen; -1 before the first.</summary>
    public long Highest { get; private set; } = -1;

    /// <summary>Whether <paramref name="index"/> is new.</summary>
    public SrtpRefusal Check(long index)
    {
        if (index > Highest)
        {
            return SrtpRefusal.None;
        }

        if (Highest - index >= Size)
        {
            return SrtpRefusal.TooOld;
        }

        return (_bits[Word(index)] & Bit(index)) != 0 ? SrtpRefusal.Replayed : SrtpRefusal.None;
    }

    /// <summary>Remembers an index that passed <see cref="Check"/> and was authentic.</summary>
    public void Add(long index)
    {
        if (index > Highest)
        {
            if (index - Highest >= Size)
            {
                Array.Clear(_bits);
            }
            else
            {
                for (var skipped = Highest + 1; skipped < index; skipped++)
                {
                    _bits[Word(skipped)] &= ~Bit(skipped);
                }
            }

            Highest = index;
        }

        _bits[Word(index)] |= Bit(index);
    }

    private static int Word(long index) => (int)(index & (Size - 1)) >> 6;

    private static ulong Bit(long index) => 1UL << (int)(index & 63);
}
