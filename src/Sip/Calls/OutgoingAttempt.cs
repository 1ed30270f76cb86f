using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Calls;

/// <summary>
/// An outgoing call from its INVITE to its final response, as the caller (RFC 3261 section 13.2). There is one INVITE in flight at any time; another
/// follows only where an RFC says that the answer to a final response is the same request once more: 401, 407, 422, 3xx.
/// </summary>
internal sealed class OutgoingAttempt : IDeliveryUser, ITimed
{
    private const int IntervalRetryLimit = 3;

    private readonly EndpointContext _context;
    private readonly Call _call;
    private readonly CallRequest _request;
    private readonly EarlyBranches _branches;
    private readonly RedirectTrail _redirects;
    private CallNames _names;
    private SipUri _target;
    private RequestDelivery? _delivery;
    private Deadline? _bound;
    private CallFailureCause? _giveUp;
    private Token? _reason;
    private int _challenges;
    private int _intervalRetries;
    private bool _reportedTrying;
    private bool _cancelSent;
    private bool _isDone;

    public OutgoingAttempt(EndpointContext context, Call call, CallRequest request)
    {
        _context = context;
        _call = call;
        _request = request;
        _target = request.Target;
        _names = new CallNames(context.Token(16), context.Token(8), 0, 0);
        _branches = new EarlyBranches(context, call, request.Offer);
        _redirects = new RedirectTrail(request);
    }

    private string ContactUser => _request.HideCaller ? "anonymous" : _request.From.User ?? _context.Options.ContactUser;

    /// <summary>CANCEL may be sent only once the server has been heard of (RFC 3261 9.1).</summary>
    private bool IsHeard => _delivery?.Transaction?.State == TransactionState.Proceeding;

    public void Start()
    {
        if (CallInvite.FindBad(_request.Headers) is { } bad)
        {
            Finish();
            _call.Fail(CallFailureCause.InvalidRequest, 400, $"The header '{bad}' cannot be added");
            return;
        }

        _bound = _context.Arm(_request.RingTimeout < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : _request.RingTimeout, this, TimerName.RingTimeout);
        Invite();
    }

    /// <summary>Withdraws the call: CANCEL as soon as it may be sent, BYE if the answer crosses it (RFC 3261 section 9.1).</summary>
    public void GiveUp(CallFailureCause cause, Token? reason)
    {
        if (_giveUp is not null || _isDone)
        {
            return;
        }

        _giveUp = cause;
        _reason = reason;
        if (_delivery is not { Transaction: not null, IsWaiting: false })
        {
            _delivery?.Abandon();
            _branches.Close();
            Finish();
            _call.Fail(cause, 487, "Request Terminated");
            return;
        }

        _delivery.ForgetOtherTargets();
        if (IsHeard)
        {
            SendCancel();
        }
    }

    /// <summary>The owner chose one of the contacts of a 3xx.</summary>
    public void Follow(SipUri contact)
    {
        if (_redirects.IsAsking && _redirects.TryFollow(contact))
        {
            _target = contact;
            Invite();
        }
    }

    /// <summary>What the owner says about the session before there is an answer.</summary>
    public void Handle(CallCommand command)
    {
        switch (command)
        {
            case SendAnswer answer: _branches.Answer(answer.Body); break;
            case RefuseOffer refuse: _branches.Refuse(refuse.Status); break;
            case SendOffer offer: _branches.Offer(offer.Offer); break;
        }
    }

    public void HandleSent(RequestDelivery delivery, FlowId flow)
    {
        if (delivery == _delivery)
        {
            var target = flow.IsReliable ? delivery.Target : new SipTarget(SipTransport.Udp, flow.Remote);
            _call.Report(new CallSent(_context.Now, _call.Key, _names.CallId, flow)
            {
                Withdrawal = target is null ? null : new Withdrawal { Target = target, Cancel = HopRequest.Cancel(delivery.Request, reason: null) },
            });
        }
    }

    public void HandleTimer(TimerName name, TimeSpan now)
    {
        _bound = null;
        if (name == TimerName.RingTimeout)
        {
            GiveUp(CallFailureCause.RingTimeout, Token.Reason("SIP", 408, "Ring timeout"));
            if (!_isDone && !IsHeard)
            {
                _bound = _context.Arm(_context.Options.Timers.TransactionTimeout, this, TimerName.CancelUnanswered);
            }
        }
        else
        {
            // RFC 3261 9.1: 64 x T1 after the CANCEL the INVITE counts as cancelled.
            _delivery?.Abandon();
            _branches.Close();
            Finish();
            _call.Fail(_giveUp!.Value, 487, "Request Terminated");
        }
    }

    public void HandleResponse(RequestDelivery delivery, SipResponse response)
    {
        if (delivery != _delivery)
        {
            return;
        }

        if (response.IsProvisional)
        {
            HandleProvisional(delivery, response);
        }
        else if (response.IsSuccess)
        {
            HandleSuccess(delivery, response);
        }
        else if (!_isDone)
        {
            _branches.Close();
            HandleRefusal(delivery, response);
        }
    }

    public void HandleFailure(RequestDelivery delivery, DeliveryFailure failure, string detail)
    {
        if (delivery != _delivery || _isDone)
        {
            return;
        }

        _branches.Close();
        Finish();
        var (cause, status) = failure switch
        {
            _ when _giveUp is { } given => (given, 487),
            DeliveryFailure.NoResponse => (CallFailureCause.NoResponse, 408),
            DeliveryFailure.Unreachable => (CallFailureCause.Unreachable, 503),
            _ => (CallFailureCause.Unresolvable, 503),
        };
        _call.Fail(cause, status, detail);
    }

    private void Invite()
    {
        _names = _names with { Number = _names.Number + 1 };
        var invite = CallInvite.Create(_request, _context.Options, _target, _names);
        var nextHop = _request.Route.Count > 0 ? _request.Route[0] : invite.Uri;
        if (nextHop.Scheme is not (SipUriScheme.Sip or SipUriScheme.Sips))
        {
            Finish();
            _call.Fail(CallFailureCause.InvalidRequest, 416, "A number needs a route or a SIP URI");
            return;
        }

        _call.Authorizer?.Authorize(invite);
        Send(invite, nextHop);
    }

    private void Send(SipRequest invite, SipUri nextHop)
    {
        _delivery = new RequestDelivery(_context, invite, nextHop, this)
        {
            Trace = _call.Trace,
            ContactUser = ContactUser,
            PreferredFlow = _request.Flow,
        };
        _delivery.Start();
    }

    private void HandleProvisional(RequestDelivery delivery, SipResponse response)
    {
        if (_giveUp is not null)
        {
            SendCancel();
            return;
        }

        if (response.Status == 100)
        {
            if (!_reportedTrying)
            {
                _reportedTrying = true;
                _call.Report(new CallTrying(_context.Now, _call.Key));
            }
        }
        else
        {
            _branches.HandleProvisional(delivery, response, ContactUser);
        }
    }

    private void HandleSuccess(RequestDelivery delivery, SipResponse response)
    {
        if (_branches.TryRepeatAck(response))
        {
            return;
        }

        if (_isDone || _giveUp is not null)
        {
            // Another branch answered too, or the answer crossed our CANCEL (RFC 3261 13.2.2.4, 9.1).
            _branches.EndLate(delivery, response, ContactUser);
            if (!_isDone)
            {
                Finish();
                _branches.Close();
                _call.Fail(_giveUp!.Value, 487, "Request Terminated");
            }

            return;
        }

        Finish();
        _call.Authorizer?.HandleFinal(response);
        _branches.Confirm(delivery, response, ContactUser);
    }

    private void HandleRefusal(RequestDelivery delivery, SipResponse response)
    {
        if (_giveUp is { } given)
        {
            Finish();
            _call.Fail(given, response.Status, response.Reason, response);
        }
        else if (response.Status is 401 or 407)
        {
            if (++_challenges <= Authorizer.AttemptLimit && _call.Authorizer?.TryAnswer(delivery.Request, response) is { } again)
            {
                _names = _names with { Number = _names.Number + 1 };
                again.CSeq = new CSeq(_names.Number, SipMethod.Invite);
                Send(again, _request.Route.Count > 0 ? _request.Route[0] : again.Uri);
            }
            else
            {
                Refuse(CallFailureCause.Unauthorized, response);
            }
        }
        else if (response.Status == 422 && response.MinSe is { } minimum && ++_intervalRetries <= IntervalRetryLimit)
        {
            _names = _names with { MinSe = minimum.Value };
            Invite();
        }
        else if (response.Status is >= 300 and < 400)
        {
            HandleRedirect(response);
        }
        else
        {
            Refuse(CallFailureCause.Refused, response);
        }
    }

    private void HandleRedirect(SipResponse response)
    {
        switch (_redirects.Take(response))
        {
            case RedirectStep.Ask:
                _delivery = null;
                _call.Report(new CallRedirected(_context.Now, _call.Key, response.Status, _redirects.Contacts, _redirects.Remaining));
                break;
            case RedirectStep.Follow:
                _target = _redirects.Next()!;
                Invite();
                break;
            case RedirectStep.TooMany:
                Refuse(CallFailureCause.TooManyRedirects, response);
                break;
            default:
                Refuse(CallFailureCause.Refused, response);
                break;
        }
    }

    private void Refuse(CallFailureCause cause, SipResponse response)
    {
        // With the policy Follow, a contact that fails hands over to the next one of the same 3xx (RFC 3261 8.1.3.4).
        if (cause == CallFailureCause.Refused && response.Status >= 400 && _redirects.Next() is { } next)
        {
            _target = next;
            Invite();
            return;
        }

        Finish();
        _call.Fail(cause, response.Status, response.Reason, response);
    }

    private void SendCancel()
    {
        if (!_cancelSent)
        {
            _cancelSent = true;
            _context.Timers.Cancel(ref _bound);
            _bound = _context.Arm(_context.Options.Timers.TransactionTimeout, this, TimerName.CancelUnanswered);
            _delivery!.Cancel(_reason);
        }
    }

    private void Finish()
    {
        _isDone = true;
        _context.Timers.Cancel(ref _bound);
    }
}
