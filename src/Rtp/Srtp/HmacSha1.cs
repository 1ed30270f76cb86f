using System.Security.Cryptography;

namespace Switchroom.Rtp.Srtp;

/// <summary>HMAC-SHA1 (RFC 2104) with the padded key hashed once: each message starts from copies of two stored states.</summary>
internal sealed unsafe class HmacSha1
{
    public const int DigestLength = 20;
    private const int BlockLength = 64;
    private LibCrypto.Sha1State _inner;
    private LibCrypto.Sha1State _outer;

    public HmacSha1(ReadOnlySpan<byte> key)
    {
        Span<byte> block = stackalloc byte[BlockLength];
        block.Clear();
        key.CopyTo(block);
        Prepare(block, 0x36, ref _inner);
        Prepare(block, 0x5c, ref _outer);
        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary>Writes the 20-octet digest of the concatenation of two parts.</summary>
    public void Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> digest)
    {
        var state = _inner;
        fixed (byte* a = first, b = second, d = digest[..DigestLength])
        {
            LibCrypto.Sha1Update(&state, a, (nuint)first.Length);
            LibCrypto.Sha1Update(&state, b, (nuint)second.Length);
            LibCrypto.Sha1Final(d, &state);
            state = _outer;
            LibCrypto.Sha1Update(&state, d, DigestLength);
            LibCrypto.Sha1Final(d, &state);
        }
    }

    private static void Prepare(ReadOnlySpan<byte> key, byte pad, ref LibCrypto.Sha1State state)
    {
        Span<byte> padded = stackalloc byte[BlockLength];
        for (var i = 0; i < BlockLength; i++)
        {
            padded[i] = (byte)(key[i] ^ pad);
        }

        fixed (LibCrypto.Sha1State* s = &state)
        fixed (byte* p = padded)
        {
            LibCrypto.Sha1Init(s);
            LibCrypto.Sha1Update(s, p, BlockLength);
        }
    }
}
