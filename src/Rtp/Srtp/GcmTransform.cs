using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Switchroom.Rtp.Srtp;

/// <summary>AEAD_AES_128_GCM and AEAD_AES_256_GCM (RFC 7714 sections 8 and 9).</summary>
internal sealed class GcmTransform : SrtpTransform
{
    private const int NonceLength = 12;
    private readonly CipherContext _seal;
    private readonly CipherContext _open;
    private readonly byte[] _salt = new byte[NonceLength];
    private readonly bool _isRtcp;

    /// <summary>From session keys.</summary>
    public GcmTransform(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt, bool isRtcp)
    {
        _isRtcp = isRtcp;
        _seal = CipherContext.Gcm(key, encrypt: true);
        _open = CipherContext.Gcm(key, encrypt: false);
        salt.CopyTo(_salt);
    }

    /// <summary>From a master key.</summary>
    public static GcmTransform Derive(SrtpMasterKey master, byte labels)
    {
        Span<byte> key = stackalloc byte[master.Profile.KeyLength()];
        Span<byte> salt = stackalloc byte[NonceLength];
        KeyDerivation.Derive(master, (byte)(labels + KeyDerivation.RtpEncryption), key);
        KeyDerivation.Derive(master, (byte)(labels + KeyDerivation.RtpSalt), salt);
        var transform = new GcmTransform(key, salt, isRtcp: labels == KeyDerivation.Rtcp);
        CryptographicOperations.ZeroMemory(key);
        return transform;
    }

    public override int TagLength => SrtpProfiles.GcmTagLength;

    public override void Protect(Span<byte> packet, int headerLength, in PacketIndex index, Span<byte> tag)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        Span<byte> word = stackalloc byte[4];
        Prepare(index, nonce, word);
        _seal.Seal(nonce, packet[..headerLength], _isRtcp ? word : default, packet[headerLength..], tag);
    }

    public override bool Unprotect(Span<byte> packet, int headerLength, in PacketIndex index, ReadOnlySpan<byte> tag)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        Span<byte> word = stackalloc byte[4];
        Prepare(index, nonce, word);
        return _open.Open(nonce, packet[..headerLength], _isRtcp ? word : default, packet[headerLength..], tag);
    }

    public override void Dispose()
    {
        _seal.Dispose();
        _open.Dispose();
    }

    // Two zero octets, SSRC, then 48 bits of index (for RTCP: 16 zero bits and the 31-bit index), all XOR the salt.
    private void Prepare(in PacketIndex index, Span<byte> nonce, Span<byte> word)
    {
        BinaryPrimitives.WriteUInt16BigEndian(nonce, 0);
        BinaryPrimitives.WriteUInt32BigEndian(nonce[2..], index.Ssrc);
        BinaryPrimitives.WriteUInt16BigEndian(nonce[6..], (ushort)(index.Value >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(nonce[8..], (uint)index.Value);
        for (var i = 0; i < NonceLength; i++)
        {
            nonce[i] ^= _salt[i];
        }

        BinaryPrimitives.WriteUInt32BigEndian(word, index.Trailer);
    }
}
