using System.Net;
using System.Net.Sockets;

namespace Switchroom.Server.Settings;

/// <summary>
/// Which addresses the server may be sent to by somebody's request. The narrower rule wins; of two equally narrow ones, the denial.
/// Nothing said means: loopback and public addresses yes; private, link-local (where clouds keep their metadata), multicast and reserved ones no.
/// </summary>
internal sealed class NetworkRules(IReadOnlyList<string> allow, IReadOnlyList<string> deny)
{
    private static readonly IPNetwork[] Loopback = Parse("127.0.0.0/8", "::1/128");

    private static readonly IPNetwork[] Private = Parse(
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7", "fe80::/10");

    // RFC 6890 and the IANA special-purpose registries; the IPv6 ranges that embed IPv4 addresses are unwrapped before the check
    private static readonly IPNetwork[] Reserved = Parse(
        "0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/128", "100::/64", "2001:db8::/32", "ff00::/8");

    private static readonly IPNetwork[] Any = Parse("0.0.0.0/0", "::/0");

    private readonly IPNetwork[] allowed = Expand(allow);
    private readonly IPNetwork[] denied = Expand(deny);

    /// <summary>Reads one item of a list.</summary>
    public static bool TryParse(string item, out IPNetwork[] networks)
    {
        networks = item.ToLowerInvariant() switch
        {
            "loopback" => Loopback,
            "private" => Private,
            "any" => Any,
            _ when IPNetwork.TryParse(item, out var network) => [network],
            _ when IPAddress.TryParse(item, out var address) => [new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)],
            _ => [],
        };
        return networks.Length > 0;
    }

    /// <summary>Whether a request may make the server talk to this address.</summary>
    public bool Permits(IPAddress address)
    {
        address = Unwrap(address);
        var allowedBy = Narrowest(allowed, address);
        var deniedBy = Narrowest(denied, address);
        if (allowedBy < 0 && deniedBy < 0)
        {
            return !Private.Concat(Reserved).Any(network => network.Contains(address));
        }

        return allowedBy > deniedBy;
    }

    // an IPv4 address inside an IPv6 one (mapped, NAT64, 6to4) reaches the IPv4 host, so the IPv4 rules decide
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        ReadOnlySpan<byte> nat64 = [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
        if (bytes.AsSpan(0, 12).SequenceEqual(nat64))
        {
            return new IPAddress(bytes.AsSpan(12, 4));
        }

        return bytes[0] == 0x20 && bytes[1] == 0x02 ? new IPAddress(bytes.AsSpan(2, 4)) : address;
    }

    private static int Narrowest(IPNetwork[] networks, IPAddress address) =>
        networks.Where(network => network.Contains(address)).Select(network => network.PrefixLength).DefaultIfEmpty(-1).Max();

    private static IPNetwork[] Expand(IReadOnlyList<string> items) =>
        [.. items.SelectMany(item => TryParse(item, out var networks) ? networks : [])];

    private static IPNetwork[] Parse(params string[] networks) => [.. networks.Select(IPNetwork.Parse)];
}
