using System.Net;

namespace Switchroom.Sip.Flows;

/// <summary>One place a request may be sent to, as RFC 3263 found it.</summary>
/// <param name="Transport">What to send it over.</param>
/// <param name="Address">Where to.</param>
/// <param name="TlsName">The name a TLS certificate must carry: the host before resolution (RFC 5922). Null for an address literal.</param>
public sealed record SipTarget(SipTransport Transport, IPEndPoint Address, string? TlsName = null);
