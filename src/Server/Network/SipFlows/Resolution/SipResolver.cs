using System.Net;
using System.Net.Sockets;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Network.SipFlows.Resolution;

/// <summary>Finds where to send a request: transport, addresses and their order (RFC 3263 section 4).</summary>
/// <param name="dns">The domain name system.</param>
/// <param name="supported">Transports we have, in the order we prefer them.</param>
/// <param name="families">Address families we have.</param>
/// <param name="random">For the weights of SRV.</param>
internal sealed class SipResolver(IDnsSource dns, IReadOnlyList<SipTransport> supported, IReadOnlyList<AddressFamily> families, Random random)
{
    /// <summary>More targets than this of one name are not tried.</summary>
    public const int MaxTargets = 16;

    /// <summary>The targets in the order to try them; none if the name leads nowhere.</summary>
    public async Task<IReadOnlyList<SipTarget>> Resolve(SipUri uri, CancellationToken cancel)
    {
        var host = uri.Parameters["maddr"] is { Length: > 0 } maddr ? maddr.Trim('[', ']') : uri.Host;
        var secure = uri.Scheme == SipUriScheme.Sips;
        if (host.Length == 0 || !TryTransport(uri, out var asked))
        {
            return [];
        }

        if (IPAddress.TryParse(host, out var address))
        {
            var transport = asked ?? (secure ? SipTransport.Tls : SipTransport.Udp);
            return Usable(transport, [address], uri.Port ?? DefaultPort(transport), tlsName: null);
        }

        IReadOnlyList<SipTarget> targets = [];
        if (uri.Port is null && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            targets = await ByService(host, asked, secure, cancel);
        }

        if (targets.Count > 0)
        {
            return targets;
        }

        var plain = asked ?? (secure ? SipTransport.Tls : SipTransport.Udp);
        return Usable(plain, await dns.Addresses(host, cancel), uri.Port ?? DefaultPort(plain), host);
    }

    /// <summary>Steps of section 4.1 and 4.2 that ask NAPTR and SRV.</summary>
    private async Task<IReadOnlyList<SipTarget>> ByService(string host, SipTransport? asked, bool secure, CancellationToken cancel)
    {
        if (asked is { } transport)
        {
            return await BySrv([(transport, SrvName(transport, host))], host, cancel);
        }

        var services = NaptrChoice.Choose(await dns.Naptr(host, cancel), secure, supported);
        return await BySrv(services.Count > 0 ? services : [.. Candidates(secure).Select(one => (one, SrvName(one, host)))], host, cancel);
    }

    private async Task<IReadOnlyList<SipTarget>> BySrv(IReadOnlyList<(SipTransport Transport, string Name)> services, string host, CancellationToken cancel)
    {
        List<SipTarget> targets = [];
        foreach (var (transport, name) in services)
        {
            foreach (var record in SrvOrder.Sort(await dns.Srv(name, cancel), random))
            {
                // RFC 5922 section 4: the certificate is for the domain that was asked for, not for the machine SRV names.
                targets.AddRange(Usable(transport, await dns.Addresses(record.Target, cancel), record.Port, host));
                if (targets.Count >= MaxTargets)
                {
                    return targets[..MaxTargets];
                }
            }
        }

        return targets;
    }

    /// <summary>TLS is asked for by sips, or by name; a sip URI without a transport is looked for without TLS first.</summary>
    private IEnumerable<SipTransport> Candidates(bool secure) =>
        secure ? supported.Where(one => one == SipTransport.Tls) : supported.OrderBy(one => one == SipTransport.Tls ? 1 : 0);

    private bool TryTransport(SipUri uri, out SipTransport? transport)
    {
        var secure = uri.Scheme == SipUriScheme.Sips;
        transport = uri.Transport switch
        {
            "udp" => SipTransport.Udp,
            "tcp" => secure ? SipTransport.Tls : SipTransport.Tcp,
            "tls" => SipTransport.Tls,
            _ => null,
        };
        return uri.Transport is null || (transport is { } named && supported.Contains(named) && !(secure && named == SipTransport.Udp));
    }

    private IReadOnlyList<SipTarget> Usable(SipTransport transport, IEnumerable<IPAddress> addresses, int port, string? tlsName) =>
        !supported.Contains(transport) ? [] :
        [.. addresses.Where(address => families.Contains(address.AddressFamily)).Take(MaxTargets)
            .Select(address => new SipTarget(transport, new IPEndPoint(address, port), transport == SipTransport.Tls ? tlsName : null))];

    private static int DefaultPort(SipTransport transport) => transport == SipTransport.Tls ? 5061 : 5060;

    private static string SrvName(SipTransport transport, string host) => transport switch
    {
        SipTransport.Tls => $"_sips._tcp.{host}",
        SipTransport.Tcp => $"_sip._tcp.{host}",
        _ => $"_sip._udp.{host}",
    };
}
