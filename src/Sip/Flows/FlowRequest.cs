using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Flows;

/// <summary>Something the engine needs from the owner of sockets and names. Each is answered once, by the input its text names.</summary>
public abstract record FlowRequest;

/// <summary>Open a connection; answered by <c>HandleFlowOpened</c> or <c>HandleFlowFailed</c> with the same ticket.</summary>
/// <param name="Ticket">Names this request.</param>
/// <param name="Target">Where to; never UDP.</param>
public sealed record OpenFlow(long Ticket, SipTarget Target) : FlowRequest;

/// <summary>Close a connection that is no longer wanted; answered by nothing.</summary>
/// <param name="Flow">The connection.</param>
public sealed record CloseFlow(FlowId Flow) : FlowRequest;

/// <summary>Resolve a URI to targets in the order to try them (RFC 3263); answered by <c>HandleResolved</c> with the same ticket.</summary>
/// <param name="Ticket">Names this request.</param>
/// <param name="Uri">The next hop: host, port, transport parameter, sips.</param>
public sealed record ResolveUri(long Ticket, SipUri Uri) : FlowRequest;
