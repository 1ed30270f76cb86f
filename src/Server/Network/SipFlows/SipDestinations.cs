using System.Collections.Concurrent;
using System.Net;
using Switchroom.Server.Settings;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>
/// Where SIP requests may go. Callers and far ends name what they like, in targets, redirections and Contacts: what lies in a denied network is refused,
/// unless the operator has a trunk there.
/// </summary>
internal sealed class SipDestinations(NetworkRules networks)
{
    /// <summary>Addresses of trunks that are remembered; beyond them a trunk's Contact by address is judged as anybody's.</summary>
    private const int MostAddresses = 10_000;

    private readonly ConcurrentDictionary<string, byte> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<IPAddress, byte> _addresses = new();

    /// <summary>Hosts of trunks, as names or addresses. They stay trusted until the server stops: calls through a trunk outlive it.</summary>
    public void Trust(IEnumerable<string> hosts)
    {
        foreach (var host in hosts)
        {
            _hosts.TryAdd(host.TrimEnd('.'), 0);
            if (IPAddress.TryParse(host, out var address))
            {
                _addresses.TryAdd(address, 0);
            }
        }
    }

    /// <summary>Whether a request to this URI may be sent to this address.</summary>
    public bool Permits(SipUri uri, IPAddress address)
    {
        if (_hosts.ContainsKey(uri.Host.TrimEnd('.')))
        {
            if (_addresses.Count < MostAddresses)
            {
                _addresses.TryAdd(address, 0);
            }

            return true;
        }

        return networks.Permits(address) || _addresses.ContainsKey(address);
    }
}
