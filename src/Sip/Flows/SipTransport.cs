namespace Switchroom.Sip.Flows;

/// <summary>What carries SIP messages.</summary>
public enum SipTransport
{
    /// <summary>One message per datagram.</summary>
    Udp,

    /// <summary>A stream, framed by Content-Length.</summary>
    Tcp,

    /// <summary>A TLS stream.</summary>
    Tls,
}
