namespace Switchroom.Rtp.Srtp;

/// <summary>Protection profiles; the values are the DTLS-SRTP registry's (RFC 5764 section 4.1.2, RFC 7714 section 14.2).</summary>
public enum SrtpProfile
{
    /// <summary>AES-128 in counter mode with an 80-bit HMAC-SHA1 tag.</summary>
    AesCm128HmacSha1_80 = 0x0001,

    /// <summary>AES-128 in counter mode with a 32-bit HMAC-SHA1 tag on RTP; RTCP keeps 80 bits.</summary>
    AesCm128HmacSha1_32 = 0x0002,

    /// <summary>AES-128-GCM with a 16-octet tag.</summary>
    AeadAes128Gcm = 0x0007,

    /// <summary>AES-256-GCM with a 16-octet tag.</summary>
    AeadAes256Gcm = 0x0008,
}
