namespace Switchroom.Rtp.Srtp;

/// <summary>The cryptographic part of one protocol (RTP or RTCP) under one master key, for a packet whose index is known.</summary>
internal abstract class SrtpTransform : IDisposable
{
    /// <summary>Octets of the tag.</summary>
    public abstract int TagLength { get; }

    public static SrtpTransform ForRtp(SrtpMasterKey key) => key.Profile.IsAead()
        ? GcmTransform.Derive(key, labels: 0)
        : new CounterModeTransform(key, labels: 0, key.Profile.RtpTagLength());

    public static SrtpTransform ForRtcp(SrtpMasterKey key) => key.Profile.IsAead()
        ? GcmTransform.Derive(key, KeyDerivation.Rtcp)
        : new CounterModeTransform(key, KeyDerivation.Rtcp, key.Profile.RtcpTagLength());

    /// <summary>Encrypts behind <paramref name="headerLength"/> and writes the tag.</summary>
    /// <param name="packet">Header and payload.</param>
    /// <param name="headerLength">Octets left in the clear.</param>
    /// <param name="index">The packet and its place under the key.</param>
    /// <param name="tag">Receives the tag.</param>
    public abstract void Protect(Span<byte> packet, int headerLength, in PacketIndex index, Span<byte> tag);

    /// <summary>Checks the tag and decrypts; false when the tag does not fit.</summary>
    public abstract bool Unprotect(Span<byte> packet, int headerLength, in PacketIndex index, ReadOnlySpan<byte> tag);

    public abstract void Dispose();

    /// <summary>What makes a packet unique under a key.</summary>
    /// <param name="Ssrc">The source.</param>
    /// <param name="Value">48-bit RTP index (rollover counter and sequence number), or 31-bit SRTCP index.</param>
    /// <param name="Trailer">The word that is authenticated behind the packet: the rollover counter of RTP, the E flag and index of SRTCP.</param>
    public readonly record struct PacketIndex(uint Ssrc, ulong Value, uint Trailer);
}
