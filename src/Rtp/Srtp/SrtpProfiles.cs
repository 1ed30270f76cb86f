namespace Switchroom.Rtp.Srtp;

/// <summary>The fixed numbers and SDP names of each <see cref="SrtpProfile"/>.</summary>
public static class SrtpProfiles
{
    /// <summary>Octets that protection may add to an RTP or RTCP packet, over all profiles: tag, SRTCP index word, master key identifier.</summary>
    public const int MaxOverhead = GcmTagLength + IndexWordLength + SrtpMki.MaxLength;

    internal const int GcmTagLength = 16;
    internal const int IndexWordLength = 4;

    /// <summary>Octets of the master key.</summary>
    public static int KeyLength(this SrtpProfile profile) => profile == SrtpProfile.AeadAes256Gcm ? 32 : 16;

    /// <summary>Octets of the master salt.</summary>
    public static int SaltLength(this SrtpProfile profile) => profile.IsAead() ? 12 : 14;

    /// <summary>Octets of the authentication tag on RTP.</summary>
    public static int RtpTagLength(this SrtpProfile profile) => profile switch
    {
        SrtpProfile.AesCm128HmacSha1_80 => 10,
        SrtpProfile.AesCm128HmacSha1_32 => 4,
        _ => GcmTagLength,
    };

    /// <summary>Octets of the authentication tag on RTCP.</summary>
    public static int RtcpTagLength(this SrtpProfile profile) => profile.IsAead() ? GcmTagLength : 10;

    /// <summary>Octets to ask of the DTLS key exporter for both directions (RFC 5764 section 4.2).</summary>
    public static int ExportLength(this SrtpProfile profile) => 2 * (profile.KeyLength() + profile.SaltLength());

    /// <summary>The crypto-suite name in SDP (RFC 4568 section 6.2, RFC 7714 section 14.3).</summary>
    public static string SdpName(this SrtpProfile profile) => profile switch
    {
        SrtpProfile.AesCm128HmacSha1_80 => "AES_CM_128_HMAC_SHA1_80",
        SrtpProfile.AesCm128HmacSha1_32 => "AES_CM_128_HMAC_SHA1_32",
        SrtpProfile.AeadAes128Gcm => "AEAD_AES_128_GCM",
        SrtpProfile.AeadAes256Gcm => "AEAD_AES_256_GCM",
        _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "not a profile"),
    };

    /// <summary>Finds the profile of a crypto-suite name in SDP.</summary>
    public static bool TryFromSdpName(string name, out SrtpProfile profile)
    {
        foreach (var candidate in Enum.GetValues<SrtpProfile>())
        {
            if (candidate.SdpName() == name)
            {
                profile = candidate;
                return true;
            }
        }

        profile = default;
        return false;
    }

    internal static bool IsAead(this SrtpProfile profile) => profile is SrtpProfile.AeadAes128Gcm or SrtpProfile.AeadAes256Gcm;
}
