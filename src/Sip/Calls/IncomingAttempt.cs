using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Calls;

/// <summary>An incoming call from its INVITE to our final response, as the callee (RFC 3261 section 13.3).</summary>
internal sealed class IncomingAttempt : IServerTransactionUser, ITimed
{
    /// <summary>Proxies give up after three minutes without a provisional; one a minute keeps them waiting (RFC 3261 13.3.1.1).</summary>
    private static readonly TimeSpan ProvisionalInterval = TimeSpan.FromMinutes(1);

    private readonly EndpointContext _context;
    private readonly Call _call;
    private readonly ServerTransaction _transaction;
    private readonly Session _session;
    private readonly SessionTimerDecision _timer;
    private readonly Session? _replaced;
    private readonly bool _hasOffer;
    private readonly bool _peerTakesReliable;
    private readonly bool _peerWantsReliable;
    private Deadline? _patience;
    private Deadline? _refresh;
    private SipResponse? _progress;
    private AnswerCall? _held;
    private bool _isDone;

    public IncomingAttempt(EndpointContext context, Call call, ServerTransaction transaction, Session? replaced, SessionTimerDecision timer)
    {
        _context = context;
        _call = call;
        _transaction = transaction;
        _replaced = replaced;
        _timer = timer;
        var request = transaction.Request;
        _hasOffer = !request.Body.IsEmpty;
        _peerWantsReliable = request.HasToken(SipHeader.Require, "100rel");
        _peerTakesReliable = _peerWantsReliable || request.HasToken(SipHeader.Supported, "100rel");
        _session = new Session(context, call, Dialog.ForCallee(request, context.Token(8), transaction.Flow, request.Uri.User ?? context.Options.ContactUser));
        call.Session = _session;
    }

    public void Start()
    {
        _transaction.User = this;
        _transaction.Trace = _call.Trace;
        _call.Trace.Received();
        _transaction.Respond(Replies.For(_context, _transaction.Request, 100, null));
        _patience = _context.Arm(_context.Options.OwnerPatience, this, TimerName.OwnerSilent);
        _call.Report(new IncomingCall(_context.Now, _call.Key, _transaction.Request.CallId, _transaction.Request, _transaction.Flow)
        {
            Offer = Bodies.Of(_transaction.Request),
            Replaces = _replaced?.Call.Key,
        });
    }

    public void Progress(ProgressCall command)
    {
        if (_isDone || _held is not null)
        {
            return;
        }

        var response = _session.Respond(_transaction, Math.Clamp(command.Status, 101, 199));
        response.Headers.CopyFrom(_transaction.Request.Headers, SipHeader.RecordRoute);
        Bodies.Put(response, command.Body);
        Restart(_context.Options.IncomingRingLimit);
        if (_peerTakesReliable && (command.Reliable || _peerWantsReliable))
        {
            Settle(command.Body);
            _session.ReliableSender ??= new ReliableSender(_session, _transaction, HandleProvisionalsAcknowledged);
            _session.ReliableSender.Send(response);
            return;
        }

        // An unreliable provisional may repeat the answer that the 200 gives, but never make an offer (RFC 3261 13.2.1).
        if (!_hasOffer && command.Body is not null)
        {
            response.RemoveBody();
        }

        _progress = response;
        _transaction.Respond(response);
        _context.Timers.Cancel(ref _refresh);
        _refresh = _context.Arm(ProvisionalInterval, this, TimerName.RefreshProvisional);
    }

    public void Answer(AnswerCall command)
    {
        if (_isDone)
        {
            return;
        }

        if (_session.ReliableSender is { IsPending: true })
        {
            _held = command;
            return;
        }

        Finish();
        var response = _session.Respond(_transaction, 200);
        response.Headers.CopyFrom(_transaction.Request.Headers, SipHeader.RecordRoute);
        CallInvite.Add(response, command.Headers);
        var body = _session.Offers.IsComplete ? null : command.Body;
        Bodies.Put(response, body);
        Settle(body);
        _session.Confirm();
        _call.Incoming = null;
        _session.Timer.AnswerIn(response, _timer);
        _transaction.Respond(response);
        _session.Unacknowledged = new AnswerRepeater(_session, _transaction, HandleAcknowledged);
        _replaced?.HangUp(CallParty.Peer, CallEndCause.Replaced, null);
    }

    public void Reject(RejectCall command) => Refuse(command.Status, command.ReasonPhrase, CallParty.Owner, CallEndCause.Rejected, response =>
    {
        foreach (var contact in command.Contacts)
        {
            response.Headers.Add(SipHeader.Contact, new NameAddr(contact));
        }

        response.RetryAfter = command.RetryAfter is { } wait ? new Seconds((uint)Math.Max(0, wait.TotalSeconds)) : null;
        CallInvite.Add(response, command.Headers);
    });

    /// <summary>The owner hangs up before answering.</summary>
    public void HangUp(Token? reason) => Refuse(603, null, CallParty.Owner, CallEndCause.Rejected, response =>
    {
        if (reason is not null)
        {
            response.Headers.Add(SipHeader.Reason, reason);
        }
    });

    /// <summary>The caller ended its early dialog by BYE.</summary>
    public void Withdraw()
    {
        if (!_isDone)
        {
            Finish();
            _transaction.Respond(_session.Respond(_transaction, 487));
        }
    }

    public void HandlePrackMissing() => Refuse(504, "PRACK Missing", CallParty.Endpoint, CallEndCause.PrackMissing);

    public void HandleAck(ServerTransaction transaction, SipRequest ack) => _session.ReceiveAck(ack);

    public void HandleCancel(ServerTransaction transaction, SipRequest cancel)
    {
        if (!_isDone)
        {
            Finish();
            _transaction.Respond(_session.Respond(_transaction, 487));
            _call.End(CallParty.Peer, CallEndCause.Cancelled, cancel);
            _session.Close();
        }
    }

    public void HandleTimer(TimerName name, TimeSpan now)
    {
        if (name == TimerName.RefreshProvisional)
        {
            _refresh = _context.Arm(ProvisionalInterval, this, name);
            _transaction.Respond(_progress!);
        }
        else
        {
            _patience = null;
            Refuse(480, null, CallParty.Endpoint, CallEndCause.OwnerSilent);
        }
    }

    private void HandleProvisionalsAcknowledged()
    {
        if (_held is { } answer)
        {
            _held = null;
            Answer(answer);
        }
    }

    private void HandleAcknowledged(SipRequest ack)
    {
        var answer = _hasOffer || _session.Offers.IsComplete ? null : Bodies.Of(ack);
        _session.Offers.IsOurs = false;
        _session.Offers.IsComplete = true;
        _call.Report(new CallConfirmed(_context.Now, _call.Key) { Answer = answer });
    }

    private void Settle(SipBody? body)
    {
        if (body is not null)
        {
            _session.Offers.Remember(body);
            _session.Offers.IsComplete |= _hasOffer;
            _session.Offers.IsOurs |= !_hasOffer && !_session.Offers.IsComplete;
        }
    }

    private void Refuse(int status, string? phrase, CallParty by, CallEndCause cause, Action<SipResponse>? complete = null)
    {
        if (_isDone)
        {
            return;
        }

        Finish();
        var response = _session.Respond(_transaction, Math.Clamp(status, 300, 699), phrase);
        complete?.Invoke(response);
        _transaction.Respond(response);
        _call.End(by, cause);
        _session.Close();
    }

    private void Restart(TimeSpan patience)
    {
        _context.Timers.Cancel(ref _patience);
        _patience = _context.Arm(patience, this, TimerName.OwnerSilent);
    }

    private void Finish()
    {
        _isDone = true;
        _context.Timers.Cancel(ref _patience);
        _context.Timers.Cancel(ref _refresh);
    }
}
