namespace Switchroom.WebRtc;

/// <summary>Why a peer failed.</summary>
public enum PeerFailure
{
    /// <summary>No valid ICE check came within <see cref="PeerConnectionOptions.ConnectTimeout"/>.</summary>
    IceTimeout,

    /// <summary>ICE connected, but the DTLS handshake did not finish in time.</summary>
    DtlsTimeout,

    /// <summary>DTLS refused what the peer sent: no common cipher or SRTP profile, a broken handshake.</summary>
    DtlsRefused,

    /// <summary>The certificate of the peer is not the one its description announced (RFC 8122).</summary>
    FingerprintMismatch,

    /// <summary>Checks stopped and did not come back within <see cref="PeerConnectionOptions.DisconnectedTimeout"/>.</summary>
    ConsentExpired,
}
