using System.Net;

namespace Switchroom.Sip.Flows;

/// <summary>One address the server takes SIP on, and what it tells others to use.</summary>
/// <param name="Transport">What it carries.</param>
/// <param name="Bound">The socket's own address.</param>
/// <param name="AdvertisedHost">Host that Via and Contact name: a name or an address, IPv6 without brackets.</param>
/// <param name="AdvertisedPort">Port that Via and Contact name.</param>
public sealed record ListeningPoint(SipTransport Transport, IPEndPoint Bound, string AdvertisedHost, int AdvertisedPort);
