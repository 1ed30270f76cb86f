using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Dialogs;

/// <summary>
/// Offers and answers of one session (RFC 3264 section 4, RFC 3261 section 14, RFC 3311): at most one is outstanding, ours wait for their turn,
/// the peer's are put to the owner, and glare is settled.
/// </summary>
internal sealed class SessionOffers(Session session) : ITimed
{
    /// <summary>Most times in a row that one offer is made again by itself.</summary>
    private const int RetryLimit = 10;

    private SipBody? _wanted;
    private SipBody? _latest;
    private bool _refreshWanted;
    private bool _updating;
    private int _retries;
    private ReInvite? _outgoing;
    private IOfferQuestion? _question;
    private Deadline? _patience;
    private Deadline? _retry;

    /// <summary>Our offer is out and has no answer yet.</summary>
    public bool IsOurs { get; set; }

    /// <summary>The first exchange of this session is done: UPDATE may change it (RFC 3311 section 5.1).</summary>
    public bool IsComplete { get; set; }

    private EndpointContext Context => session.Context;

    private bool IsFree =>
        _outgoing is null && !_updating && _question is null && !IsOurs && _retry is null && session.Unacknowledged is null;

    /// <summary>The owner wants to change the session.</summary>
    public void Offer(SipBody body)
    {
        _wanted = body;
        TrySend();
    }

    /// <summary>The session timer wants a refresh.</summary>
    public void Refresh()
    {
        _refreshWanted = true;
        TrySend();
    }

    /// <summary>Remembers what we said last, for a refresh by re-INVITE.</summary>
    public void Remember(SipBody? local) => _latest = local ?? _latest;

    /// <summary>Sends what waits, if it is our turn.</summary>
    public void TrySend()
    {
        if (!IsFree || !(_refreshWanted || _wanted is not null))
        {
            return;
        }

        if (session.State == SessionState.Early)
        {
            if (IsComplete && session.Dialog.PeerTakesUpdate && _wanted is not null)
            {
                SendUpdate(_wanted);
            }
        }
        else if (session.IsConfirmed)
        {
            if (_wanted is null && session.Dialog.PeerTakesUpdate)
            {
                SendUpdate(null);
            }
            else if ((_wanted ?? _latest) is { } offer)
            {
                SendInvite(offer);
            }
        }
    }

    /// <summary>The peer answered our offer.</summary>
    public void HandleAnswer(SipBody answer)
    {
        IsOurs = false;
        IsComplete = true;
        _retries = 0;
        session.Call.Report(new OfferAnswered(Context.Now, session.Call.Key, answer));
        TrySend();
    }

    /// <summary>Puts a question to the owner, who answers by SendAnswer or RefuseOffer.</summary>
    public void Ask(IOfferQuestion question, SipBody? offer, bool report = true)
    {
        _question = question;
        _patience = Context.Arm(Context.Options.OwnerPatience, this, TimerName.OwnerSilent);
        if (report)
        {
            session.Call.Report(new OfferReceived(Context.Now, session.Call.Key, offer));
        }
    }

    /// <summary>The owner's answer; false if nothing was asked.</summary>
    public bool TryAnswer(SipBody body)
    {
        var question = TakeQuestion();
        if (question is not null)
        {
            IsComplete = true;
            Remember(body);
            question.Answer(body);
            TrySend();
        }

        return question is not null;
    }

    /// <summary>The owner refuses the peer's offer; false if nothing was asked.</summary>
    public bool TryRefuse(int status)
    {
        var question = TakeQuestion();
        question?.Refuse(status);
        TrySend();
        return question is not null;
    }

    /// <summary>The question no longer matters: its request was cancelled, or the session ends.</summary>
    public void Withdraw() => TakeQuestion()?.Refuse(487);

    public void ReceiveInvite(ServerTransaction transaction)
    {
        var request = transaction.Request;
        var timer = SessionTimer.Decide(request, Context.Options);
        if (session.State != SessionState.Confirmed || _question is not null || session.Unacknowledged is not null)
        {
            // RFC 3261 14.2: another INVITE of the peer's is not finished.
            transaction.Respond(WithRetryAfter(session.Respond(transaction, 500)));
        }
        else if (_outgoing is not null || IsOurs || _updating)
        {
            transaction.Respond(session.Respond(transaction, 491));
        }
        else if (timer.TooSmall)
        {
            transaction.Respond(TooSmall(transaction));
        }
        else
        {
            var question = new InviteQuestion(session, transaction, timer);
            transaction.User = question;
            transaction.Respond(session.Respond(transaction, 100));
            Ask(question, Bodies.Of(request));
        }
    }

    public void ReceiveUpdate(ServerTransaction transaction)
    {
        var request = transaction.Request;
        var timer = SessionTimer.Decide(request, Context.Options);
        if (timer.TooSmall)
        {
            transaction.Respond(TooSmall(transaction));
        }
        else if (Bodies.Of(request) is not { } offer)
        {
            var response = session.Respond(transaction, 200);
            session.Observe(request, transaction.Flow);
            if (session.IsConfirmed)
            {
                session.Timer.AnswerIn(response, timer);
            }

            transaction.Respond(response);
        }
        else if (_question is not null || (session.State == SessionState.Early && !IsComplete && !IsOurs))
        {
            transaction.Respond(WithRetryAfter(session.Respond(transaction, 500)));
        }
        else if (_outgoing is not null || IsOurs || _updating)
        {
            transaction.Respond(session.Respond(transaction, 491));
        }
        else
        {
            Ask(new RequestQuestion(session, transaction, timer), offer);
        }
    }

    /// <summary>A re-INVITE of ours is finished. <paramref name="retryAfter"/> asks to try the same again later.</summary>
    public void HandleInviteDone(TimeSpan? retryAfter, SipBody? again, bool wasRefresh)
    {
        _outgoing = null;
        IsOurs = false;
        Settle(retryAfter, again, wasRefresh);
    }

    /// <summary>The session is ending: nothing more is offered, and what the peer asked is answered for the owner.</summary>
    public void Stop()
    {
        _wanted = null;
        _refreshWanted = false;
        Context.Timers.Cancel(ref _retry);
        Withdraw();
    }

    public void HandleTimer(TimerName name, TimeSpan now)
    {
        if (name == TimerName.OwnerSilent)
        {
            _patience = null;
            TryRefuse(500);
        }
        else
        {
            _retry = null;
            TrySend();
        }
    }

    /// <summary>Reports that an offer of ours came to nothing.</summary>
    public void ReportRefused(int status, string phrase) =>
        session.Call.Report(new OfferRefused(Context.Now, session.Call.Key, status, phrase));

    private IOfferQuestion? TakeQuestion()
    {
        Context.Timers.Cancel(ref _patience);
        var question = _question;
        _question = null;
        return question;
    }

    private SipResponse TooSmall(ServerTransaction transaction)
    {
        var response = session.Respond(transaction, 422);
        response.MinSe = new Seconds((uint)Context.Options.MinSessionExpires.TotalSeconds);
        return response;
    }

    private SipResponse WithRetryAfter(SipResponse response)
    {
        response.RetryAfter = new Seconds((uint)Context.Random.Next(0, 11));
        return response;
    }

    private void SendInvite(SipBody offer)
    {
        var refresh = _wanted is null;
        _wanted = null;
        _refreshWanted = false;
        IsOurs = true;
        Remember(offer);
        _outgoing = new ReInvite(session, offer, refresh);
        _outgoing.Send(session.Create(SipMethod.Invite));
    }

    private void SendUpdate(SipBody? offer)
    {
        _wanted = null;
        _refreshWanted = false;
        _updating = true;
        IsOurs = offer is not null;
        Remember(offer);
        var update = session.Create(SipMethod.Update);
        update.Headers.Add(SipHeader.Supported, Capabilities.Supported);
        session.Timer.AskAgainIn(update);
        Bodies.Put(update, offer);
        InDialogRequest.Send(session, update, response => HandleUpdated(offer, response));
    }

    private void HandleUpdated(SipBody? offer, SipResponse? response)
    {
        _updating = false;
        IsOurs = false;
        if (response is null || session.State is SessionState.Ending or SessionState.Over)
        {
            return;
        }

        if (response.IsSuccess)
        {
            _retries = 0;
            session.Observe(response, session.Dialog.Flow);
            if (session.IsConfirmed)
            {
                session.Timer.Adopt(response);
            }

            if (offer is not null && Bodies.Of(response) is { } answer)
            {
                HandleAnswer(answer);
                return;
            }

            Settle(null, null, false);
            return;
        }

        var isUnknown = response.Status is 405 or 501;
        if (isUnknown)
        {
            session.Dialog.RefuseUpdate();
        }

        // A peer without UPDATE gets a re-INVITE instead.
        var retry = isUnknown && session.IsConfirmed ? TimeSpan.Zero : RetryOf(response);
        if (retry is null && offer is not null)
        {
            ReportRefused(response.Status, response.Reason);
        }

        Settle(retry, offer, offer is null);
    }

    /// <summary>When a refused offer is to be made again by itself: after glare, a busy peer that says when, a too small interval; null if not.</summary>
    public TimeSpan? RetryOf(SipResponse response)
    {
        if (++_retries > RetryLimit)
        {
            _retries = 0;
            return null;
        }

        switch (response.Status)
        {
            case 491:
                return GlareInterval.Next(session.Dialog.OwnsCallId, Context.Random);
            case 500 when response.RetryAfter is { Value: <= 32 } wait:
                return TimeSpan.FromSeconds(Math.Max(1, wait.Value));
            case 422:
                session.Timer.Raise(response);
                return TimeSpan.Zero;
            default:
                return null;
        }
    }

    private void Settle(TimeSpan? retryAfter, SipBody? again, bool wasRefresh)
    {
        if (retryAfter is { } wait && session.State is SessionState.Early or SessionState.Confirmed)
        {
            _refreshWanted |= wasRefresh;
            _wanted ??= wasRefresh ? null : again;
            _retry = Context.Arm(wait, this, TimerName.RetryOffer);
            return;
        }

        TrySend();
    }
}
