namespace Switchroom.Rtp.Negotiation;

/// <summary>Whether sound is encrypted with keys in SDP (RFC 4568).</summary>
public enum SrtpPolicy
{
    /// <summary>Never.</summary>
    Disabled,

    /// <summary>When the far end offers it; we never do.</summary>
    WhenOffered,

    /// <summary>When the far end can. Our offer is RTP/AVP with crypto attributes, which others ignore.</summary>
    Optional,

    /// <summary>Always, or there is no call.</summary>
    Required,
}
