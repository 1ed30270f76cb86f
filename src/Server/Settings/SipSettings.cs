using System.Net;

namespace Switchroom.Server.Settings;

/// <summary>Where SIP listens.</summary>
/// <param name="Port">UDP and TCP; 0 lets the system choose.</param>
/// <param name="TlsPort">SIP over TLS; 0 lets the system choose.</param>
/// <param name="Address">Address put in Via, Contact and SDP; null means detected per destination.</param>
internal sealed record SipSettings(int Port, int TlsPort, IPAddress? Address)
{
    public static SipSettings Read(SettingsReader reader) =>
        new(reader.Port("Sip:Port", 5060), reader.Port("Sip:TlsPort", 5061), reader.Address("Sip:Address"));
}
