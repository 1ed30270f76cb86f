namespace Switchroom.WebRtc.Dtls;

/// <summary>Which side of the handshake a session plays (RFC 5763 section 5).</summary>
public enum DtlsRole
{
    /// <summary>Waits for the peer's ClientHello (<c>a=setup:passive</c>).</summary>
    Server,

    /// <summary>Speaks first (<c>a=setup:active</c>).</summary>
    Client,
}
