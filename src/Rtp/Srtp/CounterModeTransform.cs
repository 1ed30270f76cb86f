using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Switchroom.Rtp.Srtp;

/// <summary>AES_CM_128 with HMAC-SHA1 (RFC 3711 sections 4.1.1 and 4.2.1).</summary>
internal sealed class CounterModeTransform : SrtpTransform
{
    private readonly CipherContext _cipher;
    private readonly HmacSha1 _mac;
    private readonly byte[] _salt = new byte[16];

    public CounterModeTransform(SrtpMasterKey key, byte labels, int tagLength)
    {
        TagLength = tagLength;
        Span<byte> derived = stackalloc byte[20];
        KeyDerivation.Derive(key, (byte)(labels + KeyDerivation.RtpEncryption), derived[..16]);
        _cipher = CipherContext.Counter(derived[..16]);
        KeyDerivation.Derive(key, (byte)(labels + KeyDerivation.RtpAuthentication), derived);
        _mac = new HmacSha1(derived);
        KeyDerivation.Derive(key, (byte)(labels + KeyDerivation.RtpSalt), _salt.AsSpan(0, 14));
        CryptographicOperations.ZeroMemory(derived);
    }

    public override int TagLength { get; }

    public override void Protect(Span<byte> packet, int headerLength, in PacketIndex index, Span<byte> tag)
    {
        ApplyKeyStream(packet[headerLength..], index);
        Span<byte> digest = stackalloc byte[HmacSha1.DigestLength];
        Authenticate(packet, index.Trailer, digest);
        digest[..TagLength].CopyTo(tag);
    }

    public override bool Unprotect(Span<byte> packet, int headerLength, in PacketIndex index, ReadOnlySpan<byte> tag)
    {
        Span<byte> digest = stackalloc byte[HmacSha1.DigestLength];
        Authenticate(packet, index.Trailer, digest);
        if (!CryptographicOperations.FixedTimeEquals(digest[..TagLength], tag))
        {
            return false;
        }

        ApplyKeyStream(packet[headerLength..], index);
        return true;
    }

    public override void Dispose() => _cipher.Dispose();

    private void Authenticate(ReadOnlySpan<byte> packet, uint trailer, Span<byte> digest)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(word, trailer);
        _mac.Compute(packet, word, digest);
    }

    private void ApplyKeyStream(Span<byte> data, in PacketIndex index)
    {
        // IV = (salt * 2^16) XOR (SSRC * 2^64) XOR (index * 2^16)
        Span<byte> counter = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(counter, index.Ssrc);
        BinaryPrimitives.WriteUInt64BigEndian(counter[8..], index.Value << 16);
        for (var i = 0; i < counter.Length; i++)
        {
            counter[i] ^= _salt[i];
        }

        _cipher.ApplyKeyStream(counter, data);
    }
}
