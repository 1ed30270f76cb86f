using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Registrations;

namespace Switchroom.Sip;

/// <summary>
/// A SIP user agent without IO, both roles: the thread that owns the sockets gives it messages, flow events and commands, and carries out what it puts
/// out. After any input drain messages, flow requests and events before the next input.
/// </summary>
public sealed class SipEndpoint
{
    private readonly EndpointContext _context;
    private readonly CallDesk _calls;
    private readonly RequestDesk _requests;
    private readonly RegistrationDesk _registrations;

    /// <summary>An endpoint with nothing under way.</summary>
    /// <param name="options">What it is and how much it takes on.</param>
    /// <param name="random">Source of tags, branches and intervals: seeded in tests, cryptographic in a server.</param>
    public SipEndpoint(SipEndpointOptions options, Random random)
    {
        _context = new EndpointContext(options, random);
        _calls = new CallDesk(_context);
        _requests = new RequestDesk(_context, _calls);
        _registrations = new RegistrationDesk(_context);
    }

    /// <summary>When <see cref="HandleDeadline"/> is wanted next; null while only input is awaited.</summary>
    public TimeSpan? NextDeadline => _context.Timers.Next;

    /// <summary>What it holds right now.</summary>
    public SipEndpointCounts Counts => new(
        _context.Transactions.ClientCount,
        _context.Transactions.ServerCount,
        _context.Calls.Count,
        _context.Sessions.Count,
        _context.Waiting,
        _registrations.Count,
        _context.Timers.Count);

    /// <summary>Nothing is under way that a far end has yet to answer: no call, no dialog that ends, no request without its final response.</summary>
    public bool IsQuiet => _context.Calls.Count == 0 && _context.Sessions.Count == 0 && _context.Waiting == 0 && !_context.Transactions.HasUnanswered;

    /// <summary>
    /// The call that the latest input was about, of several deadlines the latest: whom to end where handling it failed. Null where it was about none, or that was
    /// not found out.
    /// </summary>
    public CallKey? CallOfLatestInput => _context.CurrentCall;

    /// <summary>One datagram, or one whole message (or keep-alive) that was framed out of a stream.</summary>
    /// <param name="flow">Where it came from. A connection must have been announced by <see cref="HandleFlowAccepted"/> or <see cref="HandleFlowOpened"/>.</param>
    /// <param name="message">The bytes; read only during the call.</param>
    /// <param name="now">Monotonic time.</param>
    public void HandleMessage(FlowId flow, ReadOnlySpan<byte> message, TimeSpan now)
    {
        _context.Begin(now);
        var error = SipParser.Parse(message, _context.Options.MessageLimits, out var parsed);
        if (error != SipParseError.None)
        {
            Refuse(flow, parsed, error);
            return;
        }

        _context.CurrentFlow = flow;
        _context.CurrentBytes = _context.Options.Ladders ? message.ToArray() : default;
        if (parsed is SipResponse response)
        {
            _context.Transactions.FindClient(response)?.Receive(response);
        }
        else
        {
            _requests.Receive((SipRequest)parsed!, flow);
        }

        _context.CurrentBytes = default;
    }

    /// <summary>A peer connected to us.</summary>
    public void HandleFlowAccepted(FlowId flow, TimeSpan now)
    {
        _context.Begin(now);
        _context.Flows.Accepted(flow, null);
    }

    /// <summary>The connection an <see cref="OpenFlow"/> asked for is open; for TLS, the certificate fits its name.</summary>
    public void HandleFlowOpened(long ticket, FlowId flow, TimeSpan now)
    {
        _context.Begin(now);
        _context.Flows.Opened(ticket, flow);
    }

    /// <summary>The connection an <see cref="OpenFlow"/> asked for cannot be had; <paramref name="why"/> goes into the call's failure.</summary>
    public void HandleFlowFailed(long ticket, string why, TimeSpan now)
    {
        _context.Begin(now);
        _context.Flows.Failed(ticket, why);
    }

    /// <summary>A connection is gone, or the system refuses to send to a UDP peer. Requests waiting on it fail over or fail.</summary>
    public void HandleFlowClosed(FlowId flow, TimeSpan now)
    {
        _context.Begin(now);
        _context.Flows.Closed(flow);
        _context.Transactions.HandleFlowClosed(flow);
        _registrations.HandleFlowClosed(flow);
    }

    /// <summary>
    /// An ICMP error says that a UDP peer is not there (RFC 3261 18.4). Requests that it has not responded to at all fail over or fail; what it has responded
    /// to goes on, since anybody can forge such an error.
    /// </summary>
    public void HandleUnreachable(FlowId flow, TimeSpan now)
    {
        _context.Begin(now);
        _context.Transactions.HandleUnreachable(flow);
    }

    /// <summary>The answer to <see cref="ResolveUri"/>: targets in the order to try them; none if the name does not resolve.</summary>
    public void HandleResolved(long ticket, IReadOnlyList<SipTarget> targets, TimeSpan now)
    {
        _context.Begin(now);
        _context.Resolving.GetValueOrDefault(ticket)?.HandleResolved(targets);
    }

    /// <summary>A command of the owner.</summary>
    public void Handle(SipCommand command, TimeSpan now)
    {
        _context.Begin(now);
        switch (command)
        {
            case CallCommand call:
                _context.CurrentCall = call.Key;
                _calls.Handle(call);
                break;
            case SetDraining draining: _context.DrainRetryAfter = draining.On ? draining.RetryAfter : null; break;
            case StartRegistration start: _registrations.Start(start); break;
            case StopRegistration stop: _registrations.Stop(stop.Key); break;
            case SendOptions options: OptionsQuestion.Ask(_context, options); break;
        }
    }

    /// <summary>Deadlines that are due happen.</summary>
    public void HandleDeadline(TimeSpan now)
    {
        _context.Begin(now);
        while (_context.Timers.TryTakeDue(now, out var due))
        {
            _context.CurrentCall = due.Call;
            due.Owner.HandleTimer(due.Name, now);
        }
    }

    /// <summary>The next bytes to send.</summary>
    public bool TryTakeMessage(out OutgoingSipMessage message) => _context.Messages.TryDequeue(out message);

    /// <summary>The next thing the owner of sockets and names is to do.</summary>
    public bool TryTakeFlowRequest(out FlowRequest request) => _context.FlowRequests.TryDequeue(out request!);

    /// <summary>The next event.</summary>
    public bool TryTakeEvent(out SipEvent happened) => _context.Events.TryDequeue(out happened!);

    /// <summary>Refuses without a transaction: what is not understood is answered each time it comes (RFC 3261 8.2.7).</summary>
    private void Refuse(FlowId flow, SipMessage? message, SipParseError error)
    {
        if (Refusal.ResponseTo(message, error) is { } response)
        {
            response.Headers.ReplaceFirst(SipHeader.Via, Transactions.ResponseFlow.Stamped(response.Via, flow.Remote));
            _context.Send(Transactions.ResponseFlow.For(response.Via, flow), _context.Bytes(response));
        }
    }
}
