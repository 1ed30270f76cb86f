using System.Security.Cryptography;

namespace Switchroom.Rtp.Srtp;

/// <summary>Master key and salt for one direction (RFC 3711 section 3.2.1). Its text form shows the profile only.</summary>
public sealed class SrtpMasterKey
{
    private const int MaxBase64Length = 64;
    private readonly byte[] _keyAndSalt;

    private SrtpMasterKey(SrtpProfile profile, byte[] keyAndSalt) => (Profile, _keyAndSalt) = (profile, keyAndSalt);

    /// <summary>What the key is for.</summary>
    public SrtpProfile Profile { get; }

    /// <summary>What packets under it call it; the default where they do not.</summary>
    public SrtpMki Mki { get; private init; }

    internal ReadOnlySpan<byte> Key => _keyAndSalt.AsSpan(0, Profile.KeyLength());

    internal ReadOnlySpan<byte> Salt => _keyAndSalt.AsSpan(Profile.KeyLength());

    /// <summary>From the key followed by the salt, as SDES carries them.</summary>
    /// <exception cref="ArgumentException">The length is not the profile's.</exception>
    public static SrtpMasterKey FromKeyAndSalt(SrtpProfile profile, ReadOnlySpan<byte> keyAndSalt)
    {
        if (keyAndSalt.Length != profile.KeyLength() + profile.SaltLength())
        {
            throw new ArgumentException($"{profile} takes {profile.KeyLength() + profile.SaltLength()} octets, not {keyAndSalt.Length}", nameof(keyAndSalt));
        }

        return new SrtpMasterKey(profile, keyAndSalt.ToArray());
    }

    /// <summary>A fresh key. <paramref name="random"/> must be cryptographic outside tests.</summary>
    public static SrtpMasterKey NewRandom(SrtpProfile profile, Random random)
    {
        var bytes = new byte[profile.KeyLength() + profile.SaltLength()];
        random.NextBytes(bytes);
        return new SrtpMasterKey(profile, bytes);
    }

    /// <summary>From base64 of key and salt, the form inside an SDES <c>inline:</c> parameter (RFC 4568 section 6.1).</summary>
    public static bool TryFromBase64(SrtpProfile profile, ReadOnlySpan<char> text, out SrtpMasterKey? key)
    {
        Span<byte> bytes = stackalloc byte[64];
        Span<char> padded = stackalloc char[MaxBase64Length];
        key = TryPad(text, padded, out var count) && Convert.TryFromBase64Chars(padded[..count], bytes, out var length) && length == profile.KeyLength() + profile.SaltLength()
            ? new SrtpMasterKey(profile, bytes[..length].ToArray())
            : null;
        CryptographicOperations.ZeroMemory(bytes);
        padded.Clear();
        return key is not null;
    }

    /// <summary>
    /// Splits what the DTLS exporter "EXTRACTOR-dtls_srtp" returned: client key, server key, client salt, server salt (RFC 5764 section 4.2).
    /// </summary>
    /// <exception cref="ArgumentException">The length is not <see cref="SrtpProfiles.ExportLength"/>.</exception>
    public static (SrtpMasterKey Client, SrtpMasterKey Server) FromDtlsExport(SrtpProfile profile, ReadOnlySpan<byte> exported)
    {
        if (exported.Length != profile.ExportLength())
        {
            throw new ArgumentException($"{profile} takes {profile.ExportLength()} octets, not {exported.Length}", nameof(exported));
        }

        var (key, salt) = (profile.KeyLength(), profile.SaltLength());
        var salts = exported[(2 * key)..];
        return (new SrtpMasterKey(profile, [.. exported[..key], .. salts[..salt]]), new SrtpMasterKey(profile, [.. exported[key..(2 * key)], .. salts[salt..]]));
    }

    /// <summary>The same key under a name in packets.</summary>
    public SrtpMasterKey WithMki(SrtpMki mki) => new(Profile, _keyAndSalt) { Mki = mki };

    /// <summary>Base64 of key and salt, for an SDES <c>inline:</c> parameter. Secret: never log it.</summary>
    public string ToBase64() => Convert.ToBase64String(_keyAndSalt);

    /// <summary>Whether both hold the same secret for the same profile, under the same name.</summary>
    public bool SameAs(SrtpMasterKey other) =>
        Profile == other.Profile && Mki == other.Mki && CryptographicOperations.FixedTimeEquals(_keyAndSalt, other._keyAndSalt);

    /// <summary>Names the profile and hides the key.</summary>
    public override string ToString() => $"{Profile.SdpName()} key";

    // Some far ends leave the padding out, which shows with the keys of AES-GCM alone: those of AES_CM_128 need none.
    private static bool TryPad(ReadOnlySpan<char> text, Span<char> padded, out int length)
    {
        length = (text.Length + 3) / 4 * 4;
        if (length > padded.Length)
        {
            return false;
        }

        text.CopyTo(padded);
        padded[text.Length..length].Fill('=');
        return true;
    }
}
