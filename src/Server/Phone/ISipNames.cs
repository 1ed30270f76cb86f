using System.Net;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Phone;

/// <summary>Where SIP URIs lead, asked before a call so that networks which may not be dialled are refused, and which of them may be dialled all the same.</summary>
internal interface ISipNames
{
    /// <summary>The addresses of the URI's next hop in the order they would be tried (RFC 3263); empty where the name does not resolve.</summary>
    Task<IReadOnlyList<IPEndPoint>> AddressesAsync(SipUri uri, CancellationToken cancel);

    /// <summary>Lets requests go to the hosts of trunks, wherever they are.</summary>
    void Trust(IEnumerable<string> hosts);
}
