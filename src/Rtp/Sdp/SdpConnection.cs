using System.Net;
using System.Net.Sockets;

namespace Switchroom.Rtp.Sdp;

/// <summary>A c-line (RFC 8866 section 5.7): network type, address type and address, which may be a host name.</summary>
public sealed record SdpConnection
{
    private SdpConnection(string networkType, string addressType, string address) =>
        (NetworkType, AddressType, Address) = (networkType, addressType, address);

    /// <summary>An Internet address.</summary>
    public SdpConnection(IPAddress address)
        : this("IN", address.AddressFamily == AddressFamily.InterNetworkV6 ? "IP6" : "IP4", address.ToString())
    {
    }

    /// <summary><c>IN</c>.</summary>
    public string NetworkType { get; }

    /// <summary><c>IP4</c> or <c>IP6</c>.</summary>
    public string AddressType { get; }

    /// <summary>An address, without the /ttl of multicast, or a host name.</summary>
    public string Address { get; }

    /// <summary>Whether it is the unspecified address, which RFC 2543 used for hold.</summary>
    public bool IsUnspecified => TryGetAddress(out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    /// <summary>The address, unless it is a host name.</summary>
    public bool TryGetAddress(out IPAddress address)
    {
        var valid = IPAddress.TryParse(Address, out var parsed);
        address = parsed ?? IPAddress.None;
        return valid;
    }

    /// <summary>The line without <c>c=</c>.</summary>
    public override string ToString() => $"{NetworkType} {AddressType} {Address}";

    internal static bool TryParse(ReadOnlySpan<char> text, out SdpConnection? connection)
    {
        var words = new SdpText(text);
        var network = words.Word();
        var type = words.Word();
        var address = words.Word();
        var slash = address.IndexOf('/');
        address = slash < 0 ? address : address[..slash];
        connection = address.IsEmpty ? null : new SdpConnection(network.ToString(), type.ToString(), address.ToString());
        return connection is not null;
    }
}
