using System.Net;
using Switchroom.Rtp.Srtp;

namespace Switchroom.Rtp.Negotiation;

/// <summary>What our side of a SIP leg offers and accepts.</summary>
/// <param name="Address">Where we receive RTP, as the far end shall see it. RTCP is one port above unless multiplexed.</param>
public sealed record AudioOptions(IPEndPoint Address)
{
    /// <summary>Codecs in order of preference.</summary>
    public IReadOnlyList<AudioEncoding> Codecs { get; init; } = [AudioEncoding.Opus, AudioEncoding.G722, AudioEncoding.Pcmu, AudioEncoding.Pcma];

    /// <summary>Answer with the first codec of their offer that we know, rather than with our first that they know.</summary>
    public bool TheirOrder { get; init; }

    /// <summary>Whether to encrypt.</summary>
    public SrtpPolicy Srtp { get; init; } = SrtpPolicy.Optional;

    /// <summary>Crypto-suites in order of preference.</summary>
    public IReadOnlyList<SrtpProfile> SrtpProfiles { get; init; } =
        [SrtpProfile.AeadAes256Gcm, SrtpProfile.AeadAes128Gcm, SrtpProfile.AesCm128HmacSha1_80, SrtpProfile.AesCm128HmacSha1_32];

    /// <summary>Sound per packet we ask for, in milliseconds: 10 to 60.</summary>
    public int PacketTime { get; init; } = 20;

    /// <summary>Whether keys may come and go as telephone events (RFC 4733).</summary>
    public bool TelephoneEvents { get; init; } = true;

    /// <summary>Whether comfort noise is offered beside codecs of 8 kHz (RFC 3389).</summary>
    public bool ComfortNoise { get; init; } = true;

    /// <summary>Whether our offers propose RTCP on the RTP port (RFC 5761). Answers always agree to it.</summary>
    public bool RtcpMux { get; init; } = true;

    /// <summary>Whether our offers propose ICE (RFC 8839). Answers always agree to it.</summary>
    public bool OfferIce { get; init; }

    /// <summary>The name in the o-line and s-line.</summary>
    public string SessionName { get; init; } = "Switchroom";
}
