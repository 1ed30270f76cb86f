using System.Net;

namespace Switchroom.Sip.Flows;

/// <summary>
/// One path that messages travel: a connection, or for UDP a bound socket and one remote address. The engine sends a response on the flow
/// its request came by. Serials tell apart two connections that had the same addresses one after the other; UDP flows have serial 0.
/// </summary>
/// <param name="Transport">What carries the messages.</param>
/// <param name="Local">The bound address; for UDP exactly the address of a <see cref="ListeningPoint"/>.</param>
/// <param name="Remote">The far end.</param>
/// <param name="Serial">0 for UDP; for a connection a number that its owner never gives twice.</param>
public readonly record struct FlowId(SipTransport Transport, IPEndPoint Local, IPEndPoint Remote, long Serial = 0)
{
    /// <summary>Whether the transport itself repeats what is lost (TCP and TLS).</summary>
    public bool IsReliable => Transport != SipTransport.Udp;

    /// <inheritdoc/>
    public override string ToString() => $"{Transport} {Local} <-> {Remote}";
}
