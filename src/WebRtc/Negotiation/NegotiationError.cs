namespace Switchroom.WebRtc.Negotiation;

/// <summary>Why a description was refused.</summary>
public enum NegotiationError
{
    /// <summary>None: it was accepted.</summary>
    None,

    /// <summary>It is not SDP.</summary>
    Malformed,

    /// <summary>It has more m-lines than <see cref="PeerConnectionOptions.MaxMediaSections"/>.</summary>
    TooManySections,

    /// <summary>Its m-lines are not bundled on one transport, or RTP and RTCP are not multiplexed.</summary>
    NotBundled,

    /// <summary>An m-line has no <c>a=mid</c>, or two have the same.</summary>
    BadMid,

    /// <summary>It lacks ICE credentials, or they are too short.</summary>
    NoIceCredentials,

    /// <summary>It lacks a sha-256 fingerprint, or the fingerprint changed during the session.</summary>
    NoFingerprint,

    /// <summary>The DTLS role it demands cannot be: we are always the server.</summary>
    BadSetup,

    /// <summary>Its m-lines do not continue those of the descriptions before it, or the answer does not match our offer.</summary>
    SectionMismatch,

    /// <summary>An answer came and no offer of ours waits for one, or an offer came while ours waits.</summary>
    WrongState,
}
