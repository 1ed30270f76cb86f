using System.Net;

namespace Switchroom.Server.Network.SipFlows.Resolution;

/// <summary>Asks the domain name system. A name that does not exist, or a server that does not answer, gives an empty list.</summary>
internal interface IDnsSource
{
    Task<IReadOnlyList<NaptrRecord>> Naptr(string name, CancellationToken cancel);

    Task<IReadOnlyList<SrvRecord>> Srv(string name, CancellationToken cancel);

    /// <summary>IPv4 and IPv6 addresses, in the order the system prefers.</summary>
    Task<IReadOnlyList<IPAddress>> Addresses(string name, CancellationToken cancel);
}
