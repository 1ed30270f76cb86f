using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Flows;

/// <summary>How we call ourselves on a flow: in Via towards the next hop, in Contact towards the far end.</summary>
internal static class HopAddress
{
    private static readonly SipParameters RPort = SipParameters.Empty.With("rport");
    private static readonly SipParameters TcpParameter = SipParameters.Empty.With("transport", "tcp");
    private static readonly SipParameters TlsParameter = SipParameters.Empty.With("transport", "tls");

    public static Via Via(ListeningPoint point, string branch) =>
        new(point.Transport switch { SipTransport.Udp => "UDP", SipTransport.Tcp => "TCP", _ => "TLS" }, point.AdvertisedHost, point.AdvertisedPort)
        {
            Parameters = RPort.With("branch", branch),
        };

    /// <summary>Contact. A TLS contact of a <c>sip:</c> call names its transport; a <c>sips:</c> one has it in the scheme.</summary>
    public static NameAddr Contact(ListeningPoint point, string user, bool secure) =>
        new(new SipUri(secure ? SipUriScheme.Sips : SipUriScheme.Sip, user, point.AdvertisedHost, point.AdvertisedPort)
        {
            Parameters = point.Transport switch
            {
                SipTransport.Tcp => TcpParameter,
                SipTransport.Tls when !secure => TlsParameter,
                _ => SipParameters.Empty,
            },
        });
}
