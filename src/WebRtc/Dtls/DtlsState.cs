namespace Switchroom.WebRtc.Dtls;

/// <summary>Where a DTLS session is.</summary>
public enum DtlsState
{
    /// <summary>The handshake is not finished.</summary>
    Handshaking,

    /// <summary>The handshake is done and the peer's certificate is the announced one.</summary>
    Connected,

    /// <summary>Either side sent close_notify.</summary>
    Closed,

    /// <summary>The handshake was refused; <see cref="DtlsSession.FailureDetail"/> says why.</summary>
    Failed,

    /// <summary>The handshake succeeded with a certificate that was not announced.</summary>
    WrongFingerprint,
}
