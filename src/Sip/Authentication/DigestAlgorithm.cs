namespace Switchroom.Sip.Authentication;

/// <summary>Hashes of digest authentication (RFC 7616, RFC 8760).</summary>
public enum DigestAlgorithm
{
    /// <summary>MD5: what nearly every carrier still asks for.</summary>
    Md5,

    /// <summary>SHA-256.</summary>
    Sha256,

    /// <summary>SHA-512/256: SHA-512 with its own initial values, cut to 256 bits (FIPS 180-4).</summary>
    Sha512Half,
}
