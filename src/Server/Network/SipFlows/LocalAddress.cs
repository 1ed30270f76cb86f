using System.Net;
using System.Net.Sockets;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>Which address this machine has towards others.</summary>
internal static class LocalAddress
{
    private static readonly IPEndPoint FarV4 = new(IPAddress.Parse("192.0.2.1"), 9);
    private static readonly IPEndPoint FarV6 = new(IPAddress.Parse("2001:db8::1"), 9);

    /// <summary>The address of the default route's interface, found without sending anything; loopback if there is no route.</summary>
    public static IPAddress TowardsTheInternet(AddressFamily family)
    {
        var far = family == AddressFamily.InterNetwork ? FarV4 : FarV6;
        return Towards(far) ?? (family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback);
    }

    /// <summary>The address that packets to <paramref name="far"/> leave from; null if there is no route.</summary>
    public static IPAddress? Towards(IPEndPoint far)
    {
        try
        {
            using var socket = new Socket(far.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(far);
            return ((IPEndPoint)socket.LocalEndPoint!).Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
