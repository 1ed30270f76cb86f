using System.Net;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Transactions;

/// <summary>The user of a server transaction.</summary>
internal interface IServerTransactionUser
{
    /// <summary>The ACK of our 2xx came by this transaction's branch. (Most peers use a branch of its own: the dialog gets that one.)</summary>
    void HandleAck(ServerTransaction transaction, SipRequest ack);

    /// <summary>A CANCEL for this INVITE arrived and was answered; the INVITE has no final response yet.</summary>
    void HandleCancel(ServerTransaction transaction, SipRequest cancel);
}

/// <summary>One request that arrived: drives <see cref="InviteServerMachine"/> or <see cref="NonInviteServerMachine"/>.</summary>
internal sealed class ServerTransaction : ITimed, IFlowWaiter
{
    private readonly EndpointContext _context;
    private ReadOnlyMemory<byte> _latest;
    private TimeSpan _interval;
    private Deadline? _repeat;
    private Deadline? _bound;

    public ServerTransaction(EndpointContext context, ServerTransactionKey key, SipRequest request, FlowId flow)
    {
        _context = context;
        Key = key;
        Request = request;
        Source = flow.Remote.Address;
        Flow = ResponseFlow.For(request.Via, flow);
        IsInvite = request.Method == SipMethod.Invite;
        State = IsInvite ? TransactionState.Proceeding : TransactionState.Trying;
    }

    public ServerTransactionKey Key { get; }

    public SipRequest Request { get; }

    public IPAddress Source { get; }

    /// <summary>Where responses go (RFC 3261 18.2.2, RFC 3581).</summary>
    public FlowId Flow { get; private set; }

    public bool IsInvite { get; }

    public TransactionState State { get; private set; }

    /// <summary>Set by who answers the request.</summary>
    public IServerTransactionUser? User { get; set; }

    public CallTrace? Trace { get; set; }

    /// <summary>Whether a final response was given.</summary>
    public bool IsAnswered => State is not (TransactionState.Trying or TransactionState.Proceeding);

    private SipTimers Timers => _context.Options.Timers;

    /// <summary>Sends a response, unless a final one was sent already.</summary>
    public void Respond(SipResponse response)
    {
        var input = response.Status switch { < 200 => ServerInput.Provisional, < 300 => ServerInput.Success, _ => ServerInput.Failure };
        Step(input, _context.Bytes(response), null);
    }

    /// <summary>Sends the same 2xx again (RFC 3261 13.3.1.4: that is the user's task).</summary>
    public void RepeatSuccess() => Step(ServerInput.Success, _latest, null);

    /// <summary>Sends the same reliable provisional again (RFC 3262 section 3).</summary>
    public void RepeatProvisional(ReadOnlyMemory<byte> provisional) => Step(ServerInput.Provisional, provisional, null);

    /// <summary>The request arrived again.</summary>
    public void ReceiveAgain() => Step(ServerInput.Request, default, null);

    public void ReceiveAck(SipRequest ack) => Step(ServerInput.Ack, default, ack);

    public void HandleTransportError() => Step(ServerInput.TransportError, default, null);

    public void HandleFlow(FlowId flow)
    {
        if (State != TransactionState.Terminated && _context.Flows.IsUsable(flow))
        {
            Flow = flow;
            Transmit();
        }
    }

    public void HandleNoFlow(string why) => HandleTransportError();

    public void HandleTimer(TimerName name, TimeSpan now)
    {
        if (name == TimerName.TimerG)
        {
            _interval = _interval * 2 > Timers.T2 ? Timers.T2 : _interval * 2;
            _repeat = _context.Arm(_interval, this, name);
        }

        Step(
            name switch
            {
                TimerName.TimerG => ServerInput.TimerG,
                TimerName.TimerH => ServerInput.TimerH,
                TimerName.TimerI => ServerInput.TimerI,
                TimerName.TimerJ => ServerInput.TimerJ,
                _ => ServerInput.TimerL,
            },
            default,
            null);
    }

    private void Step(ServerInput input, ReadOnlyMemory<byte> response, SipRequest? ack)
    {
        var (next, action) = IsInvite ? InviteServerMachine.Step(State, input) : NonInviteServerMachine.Step(State, input);
        if (action.HasFlag(ServerAction.SendResponse))
        {
            _latest = response;
            Transmit();
        }

        if (action.HasFlag(ServerAction.RepeatResponse) && !_latest.IsEmpty)
        {
            Transmit();
        }

        if (next != State)
        {
            Enter(next);
        }

        if (action.HasFlag(ServerAction.DeliverAck))
        {
            User?.HandleAck(this, ack!);
        }
    }

    private void Enter(TransactionState next)
    {
        State = next;
        _context.Timers.Cancel(ref _repeat);
        _context.Timers.Cancel(ref _bound);
        var (name, linger) = next switch
        {
            TransactionState.Proceeding => (default, Timeout.InfiniteTimeSpan),
            TransactionState.Accepted => (TimerName.TimerL, Timers.TransactionTimeout),
            TransactionState.Completed when IsInvite => (TimerName.TimerH, Timers.TransactionTimeout),
            TransactionState.Completed => (TimerName.TimerJ, Flow.IsReliable ? TimeSpan.Zero : Timers.TransactionTimeout),
            TransactionState.Confirmed => (TimerName.TimerI, Flow.IsReliable ? TimeSpan.Zero : Timers.T4),
            _ => (default, TimeSpan.Zero),
        };
        if (linger == TimeSpan.Zero)
        {
            State = TransactionState.Terminated;
            _context.Transactions.Remove(this);
            return;
        }

        if (linger > TimeSpan.Zero)
        {
            _bound = _context.Arm(linger, this, name);
        }

        if (next == TransactionState.Completed && IsInvite && !Flow.IsReliable)
        {
            _interval = Timers.T1;
            _repeat = _context.Arm(_interval, this, TimerName.TimerG);
        }
    }

    private void Transmit()
    {
        if (!_context.Flows.IsUsable(Flow))
        {
            Reconnect();
            return;
        }

        Trace?.Sent(Flow, _latest);
        _context.Send(Flow, _latest);
    }

    /// <summary>The request's connection is gone: the response goes to where its sender listens (RFC 3261 18.2.2).</summary>
    private void Reconnect()
    {
        var target = ResponseFlow.Listener(Request.Via, Flow);
        if (_context.Flows.FindOpen(target) is { } open)
        {
            HandleFlow(open);
            return;
        }

        var ticket = _context.NextTicket();
        if (_context.Flows.Await(target, this, ticket))
        {
            _context.FlowRequests.Enqueue(new OpenFlow(ticket, target));
        }
    }
}
