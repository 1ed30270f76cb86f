using System.Security.Cryptography;

namespace Switchroom.Rtp.Srtp;

/// <summary>One keyed libcrypto cipher, reused for every packet under that key. Not thread-safe.</summary>
internal sealed unsafe class CipherContext : IDisposable
{
    private nint _context;

    private CipherContext(nint cipher, ReadOnlySpan<byte> key, bool encrypt)
    {
        _context = LibCrypto.NewContext();
        fixed (byte* k = key)
        {
            Require(LibCrypto.CipherInit(_context, cipher, 0, k, null, encrypt ? 1 : 0));
        }
    }

    ~CipherContext() => Dispose();

    /// <summary>AES in counter mode; encrypting and decrypting are the same.</summary>
    public static CipherContext Counter(ReadOnlySpan<byte> key) =>
        new(key.Length == 32 ? LibCrypto.Aes256Ctr() : LibCrypto.Aes128Ctr(), key, encrypt: true);

    /// <summary>AES-GCM with 12-octet nonces, for one direction.</summary>
    public static CipherContext Gcm(ReadOnlySpan<byte> key, bool encrypt) =>
        new(key.Length == 32 ? LibCrypto.Aes256Gcm() : LibCrypto.Aes128Gcm(), key, encrypt);

    /// <summary>XORs the key stream that starts at a 16-octet counter block into <paramref name="data"/>.</summary>
    public void ApplyKeyStream(ReadOnlySpan<byte> counter, Span<byte> data)
    {
        Start(counter);
        Update(data, data);
    }

    /// <summary>Encrypts in place and writes the tag.</summary>
    public void Seal(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> data, Span<byte> tag)
    {
        Start(nonce);
        Authenticate(first);
        Authenticate(second);
        Update(data, data);
        int written;
        byte none;
        Require(LibCrypto.CipherFinal(_context, &none, &written));
        fixed (byte* t = tag)
        {
            Require(LibCrypto.Control(_context, LibCrypto.GetTag, tag.Length, t));
        }
    }

    /// <summary>Decrypts in place and says whether the tag fits; if not, <paramref name="data"/> is garbage.</summary>
    public bool Open(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> data, ReadOnlySpan<byte> tag)
    {
        Start(nonce);
        fixed (byte* t = tag)
        {
            Require(LibCrypto.Control(_context, LibCrypto.SetTag, tag.Length, t));
        }

        Authenticate(first);
        Authenticate(second);
        Update(data, data);
        int written;
        byte none;
        return LibCrypto.CipherFinal(_context, &none, &written) == 1;
    }

    public void Dispose()
    {
        LibCrypto.FreeContext(_context);
        _context = 0;
        GC.SuppressFinalize(this);
    }

    private static void Require(int result)
    {
        if (result != 1)
        {
            throw new CryptographicException("libcrypto refused an operation that cannot fail");
        }
    }

    private void Start(ReadOnlySpan<byte> iv)
    {
        fixed (byte* i = iv)
        {
            Require(LibCrypto.CipherInit(_context, 0, 0, null, i, -1));
        }
    }

    private void Authenticate(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return;
        }

        int written;
        fixed (byte* d = data)
        {
            Require(LibCrypto.CipherUpdate(_context, null, &written, d, data.Length));
        }
    }

    private void Update(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (input.IsEmpty)
        {
            return;
        }

        int written;
        fixed (byte* i = input, o = output)
        {
            Require(LibCrypto.CipherUpdate(_context, o, &written, i, input.Length));
        }
    }
}
