using System.Net;

namespace Switchroom.Server.Settings;

/// <summary>Where SIP listens.</summary>
/// <param name="Port">UDP and TCP; 0 lets the system choose.</param>
/// <param name="TlsPort">SIP over TLS; 0 lets the system choose.</param>
/// <param name="Address">Address put in Via, Contact and SDP; null means detected per destination.</param>
internal sealed record SipSettings(int Port, int TlsPort, IPAddress? Address)
{
    /// <summary>PEM file of the certificate we show; empty means a self-signed one in the data folder.</summary>
    public string TlsCertificate { get; init; } = "";

    /// <summary>PEM file of its key; empty means that the key is in the certificate's file.</summary>
    public string TlsKey { get; init; } = "";

    /// <summary>PEM file of the authorities we trust when we connect; empty means those this machine trusts.</summary>
    public string TlsAuthorities { get; init; } = "";

    public static SipSettings Read(SettingsReader reader) =>
        new(reader.Port("Sip:Port", 5060), reader.Port("Sip:TlsPort", 5061), reader.Address("Sip:Address"))
        {
            TlsCertificate = reader.Text("Sip:TlsCertificate"),
            TlsKey = reader.Text("Sip:TlsKey"),
            TlsAuthorities = reader.Text("Sip:TlsAuthorities"),
        };
}
