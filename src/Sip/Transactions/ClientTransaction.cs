using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Transactions;

/// <summary>Why a client transaction ended without a final response.</summary>
internal enum TransactionFailure
{
    Timeout,
    TransportError,
}

/// <summary>The user of a client transaction (RFC 3261 section 17: the TU).</summary>
internal interface IClientTransactionUser
{
    void HandleResponse(ClientTransaction transaction, SipResponse response);

    void HandleFailure(ClientTransaction transaction, TransactionFailure failure);
}

/// <summary>One request on one flow: drives <see cref="InviteClientMachine"/> or <see cref="NonInviteClientMachine"/>.</summary>
internal sealed class ClientTransaction : ITimed
{
    private readonly EndpointContext _context;
    private readonly IClientTransactionUser _user;
    private ReadOnlyMemory<byte> _wire;
    private ReadOnlyMemory<byte> _ack;
    private TimeSpan _interval;
    private Deadline? _repeat;
    private Deadline? _bound;

    public ClientTransaction(EndpointContext context, SipRequest request, ReadOnlyMemory<byte> wire, FlowId flow, IClientTransactionUser user, CallTrace? trace)
    {
        _context = context;
        _user = user;
        _wire = wire;
        Request = request;
        Flow = flow;
        Trace = trace;
        IsInvite = request.Method == SipMethod.Invite;
        State = IsInvite ? TransactionState.Calling : TransactionState.Trying;
        Branch = request.Via.Branch!;
    }

    public SipRequest Request { get; }

    public string Branch { get; }

    public FlowId Flow { get; }

    public CallTrace? Trace { get; }

    public bool IsInvite { get; }

    public TransactionState State { get; private set; }

    private SipTimers Timers => _context.Options.Timers;

    public void Start()
    {
        _context.Transactions.Add(this);
        _interval = Timers.T1;
        if (!Flow.IsReliable)
        {
            _repeat = _context.Arm(_interval, this, IsInvite ? TimerName.TimerA : TimerName.TimerE);
        }

        _bound = _context.Arm(Timers.TransactionTimeout, this, IsInvite ? TimerName.TimerB : TimerName.TimerF);
        Transmit(_wire);
    }

    public void Receive(SipResponse response)
    {
        Trace?.Received();
        Step(response.Status switch { < 200 => ClientInput.Provisional, < 300 => ClientInput.Success, _ => ClientInput.Failure }, response);
    }

    public void HandleTransportError() => Step(ClientInput.TransportError, null);

    public void HandleTimer(TimerName name, TimeSpan now)
    {
        switch (name)
        {
            case TimerName.TimerA:
                _interval *= 2;
                _repeat = _context.Arm(_interval, this, name);
                Step(ClientInput.TimerA, null);
                break;
            case TimerName.TimerE:
                _interval = State == TransactionState.Proceeding || _interval * 2 > Timers.T2 ? Timers.T2 : _interval * 2;
                _repeat = _context.Arm(_interval, this, name);
                Step(ClientInput.TimerE, null);
                break;
            default:
                Step(InputOf(name), null);
                break;
        }
    }

    /// <summary>Forgets the transaction at once: nobody wants to hear of it any more.</summary>
    public void Abandon() => Enter(TransactionState.Terminated);

    private static ClientInput InputOf(TimerName name) => name switch
    {
        TimerName.TimerB => ClientInput.TimerB,
        TimerName.TimerD => ClientInput.TimerD,
        TimerName.TimerF => ClientInput.TimerF,
        TimerName.TimerK => ClientInput.TimerK,
        _ => ClientInput.TimerM,
    };

    private void Step(ClientInput input, SipResponse? response)
    {
        var (next, action) = IsInvite ? InviteClientMachine.Step(State, input) : NonInviteClientMachine.Step(State, input);
        if (next != State)
        {
            Enter(next);
        }

        if (action.HasFlag(ClientAction.SendRequest))
        {
            Transmit(_wire);
        }

        if (action.HasFlag(ClientAction.SendAck))
        {
            _ack = _ack.IsEmpty ? _context.Bytes(FailureAck.For(Request, response!)) : _ack;
            Transmit(_ack);
        }

        if (action.HasFlag(ClientAction.Deliver))
        {
            _user.HandleResponse(this, response!);
        }

        if ((action & (ClientAction.ReportTimeout | ClientAction.ReportTransportError)) != 0)
        {
            _user.HandleFailure(this, action.HasFlag(ClientAction.ReportTimeout) ? TransactionFailure.Timeout : TransactionFailure.TransportError);
        }
    }

    private void Enter(TransactionState next)
    {
        State = next;
        if (next == TransactionState.Proceeding)
        {
            // Timer B ends with the first provisional; timer F bounds a non-INVITE to its end (figures 5 and 6).
            if (IsInvite)
            {
                _context.Timers.Cancel(ref _repeat);
                _context.Timers.Cancel(ref _bound);
            }

            return;
        }

        // Nothing repeats a request that was answered.
        _wire = default;
        _context.Timers.Cancel(ref _repeat);
        _context.Timers.Cancel(ref _bound);
        var (name, linger) = next switch
        {
            TransactionState.Accepted => (TimerName.TimerM, Timers.TransactionTimeout),
            TransactionState.Completed when IsInvite => (TimerName.TimerD, Flow.IsReliable ? TimeSpan.Zero : Timers.TimerD),
            TransactionState.Completed => (TimerName.TimerK, Flow.IsReliable ? TimeSpan.Zero : Timers.T4),
            _ => (default, TimeSpan.Zero),
        };
        if (linger > TimeSpan.Zero)
        {
            _bound = _context.Arm(linger, this, name);
        }
        else
        {
            State = TransactionState.Terminated;
            _context.Transactions.Remove(this);
        }
    }

    private void Transmit(ReadOnlyMemory<byte> wire)
    {
        Trace?.Sent(Flow, wire);
        _context.Send(Flow, wire);
    }
}
