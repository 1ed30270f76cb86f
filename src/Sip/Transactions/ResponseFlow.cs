using System.Net;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Transactions;

/// <summary>Where a response goes: back on its connection, or over UDP to the address seen, at the port seen if the sender asked for that.</summary>
internal static class ResponseFlow
{
    private const int DefaultPort = 5060;

    public static FlowId For(Via top, FlowId arrived) =>
        arrived.IsReliable || top.HasRPort
            ? arrived
            : arrived with { Remote = new IPEndPoint(arrived.Remote.Address, top.Port is { } port and > 0 ? port : DefaultPort) };

    /// <summary>Where the sender of a request over a connection can be connected to: its address as seen, at the port of its Via.</summary>
    public static SipTarget Listener(Via top, FlowId arrived) => new(
        arrived.Transport,
        new IPEndPoint(arrived.Remote.Address, top.Port is { } port and > 0 ? port : arrived.Transport == SipTransport.Tls ? DefaultPort + 1 : DefaultPort));

    /// <summary>The top Via with what we saw of the sender (RFC 3261 18.2.1, RFC 3581 section 4).</summary>
    public static Via Stamped(Via top, IPEndPoint source)
    {
        var address = source.Address.ToString();
        if (top.HasRPort)
        {
            top = top.With("rport", source.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)).With("received", address);
        }
        else if (!top.Host.Equals(address, StringComparison.OrdinalIgnoreCase) || top.Parameters.Contains("received"))
        {
            top = top.With("received", address);
        }

        return top;
    }
}
