using Switchroom.Sip.Flows;

namespace Switchroom.Sip;

/// <summary>
/// A SIP user agent without IO, both roles: the thread that owns the sockets gives it messages, flow events and commands, and carries out what it puts
/// out. After any input drain messages, flow requests and events before the next input.
/// </summary>
public sealed class SipEndpoint
{
    private readonly EndpointContext _context;

    /// <summary>An endpoint with nothing under way.</summary>
    /// <param name="options">What it is and how much it takes on.</param>
    /// <param name="random">Source of tags, branches and intervals: seeded in tests, cryptographic in a server.</param>
    public SipEndpoint(SipEndpointOptions options, Random random)
    {
        _context = new EndpointContext(options, random);
    }

    /// <summary>When <see cref="HandleDeadline"/> is wanted next; null while only input is awaited.</summary>
    public TimeSpan? NextDeadline => _context.Timers.Next;

    /// <summary>What it holds right now.</summary>
    public SipEndpointCounts Counts => default;

    /// <summary>One datagram, or one whole message (or keep-alive) that was framed out of a stream.</summary>
    /// <param name="flow">Where it came from. A connection must have been announced by <see cref="HandleFlowAccepted"/> or <see cref="HandleFlowOpened"/>.</param>
    /// <param name="message">The bytes; read only during the call.</param>
    /// <param name="now">Monotonic time.</param>
    public void HandleMessage(FlowId flow, ReadOnlySpan<byte> message, TimeSpan now)
    {
    }

    /// <summary>A peer connected to us.</summary>
    public void HandleFlowAccepted(FlowId flow, TimeSpan now)
    {
    }

    /// <summary>The connection an <see cref="OpenFlow"/> asked for is open; for TLS, the certificate fits its name.</summary>
    public void HandleFlowOpened(long ticket, FlowId flow, TimeSpan now)
    {
    }

    /// <summary>The connection an <see cref="OpenFlow"/> asked for cannot be had; <paramref name="why"/> goes into the call's failure.</summary>
    public void HandleFlowFailed(long ticket, string why, TimeSpan now)
    {
    }

    /// <summary>A connection is gone, or an ICMP error says that a UDP peer is not there. Requests waiting on it fail over or fail.</summary>
    public void HandleFlowClosed(FlowId flow, TimeSpan now)
    {
    }

    /// <summary>The answer to <see cref="ResolveUri"/>: targets in the order to try them; none if the name does not resolve.</summary>
    public void HandleResolved(long ticket, IReadOnlyList<SipTarget> targets, TimeSpan now)
    {
    }

    /// <summary>A command of the owner.</summary>
    public void Handle(SipCommand command, TimeSpan now)
    {
    }

    /// <summary>Deadlines that are due happen.</summary>
    public void HandleDeadline(TimeSpan now)
    {
    }

    /// <summary>The next bytes to send.</summary>
    public bool TryTakeMessage(out OutgoingSipMessage message) => _context.Messages.TryDequeue(out message);

    /// <summary>The next thing the owner of sockets and names is to do.</summary>
    public bool TryTakeFlowRequest(out FlowRequest request) => _context.FlowRequests.TryDequeue(out request!);

    /// <summary>The next event.</summary>
    public bool TryTakeEvent(out SipEvent happened) => _context.Events.TryDequeue(out happened!);
}
