using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Dialogs;

/// <summary>A re-INVITE of ours with an offer (RFC 3261 section 14.1).</summary>
internal sealed class ReInvite(Session session, SipBody offer, bool isRefresh) : IDeliveryUser, ITimed
{
    private RequestDelivery? _delivery;
    private RequestDelivery? _ack;
    private Deadline? _bound;
    private int _challenges;

    private EndpointContext Context => session.Context;

    public void Send(SipRequest invite)
    {
        if (invite.Body.IsEmpty)
        {
            invite.Headers.Add(SipHeader.Allow, Capabilities.Allow);
            invite.Headers.Add(SipHeader.Supported, Capabilities.Supported);
            session.Timer.AskAgainIn(invite);
            Bodies.Put(invite, offer);
        }

        // The machine sets no bound once a provisional came, and nobody lets a re-INVITE ring.
        Context.Timers.Cancel(ref _bound);
        _bound = Context.Arm(Context.Options.Timers.TransactionTimeout * 2, this, TimerName.CancelUnanswered);
        _delivery = session.Deliver(invite, this);
    }

    public void HandleTimer(TimerName name, TimeSpan now)
    {
        _bound = null;
        _delivery?.Abandon();
        HandleFailure(_delivery!, DeliveryFailure.NoResponse, "no final response");
    }

    public void HandleResponse(RequestDelivery delivery, SipResponse response)
    {
        if (response.IsProvisional)
        {
            if (ReliableReceiver.IsReliable(response) && (session.ReliableReceiver ??= new ReliableReceiver(session)).TryTake(response))
            {
                session.ReliableReceiver.Confirm(response, null);
            }

            return;
        }

        Context.Timers.Cancel(ref _bound);
        session.ReliableReceiver = null;
        if (response.IsSuccess)
        {
            HandleSuccess(delivery, response);
        }
        else if (response.Status is 401 or 407 && ++_challenges <= Authorizer.AttemptLimit
            && session.Call.Authorizer?.TryAnswer(delivery.Request, response) is { } again)
        {
            again.CSeq = new CSeq(++session.Dialog.LocalNumber, again.Method);
            Send(again);
        }
        else
        {
            HandleRefusal(response);
        }
    }

    public void HandleFailure(RequestDelivery delivery, DeliveryFailure failure, string detail)
    {
        Context.Timers.Cancel(ref _bound);
        session.Offers.HandleInviteDone(null, null, isRefresh);
        session.HandlePeerLost();
    }

    private void HandleSuccess(RequestDelivery delivery, SipResponse response)
    {
        if (_ack is not null)
        {
            _ack.Repeat();
            return;
        }

        session.Observe(response, session.Dialog.Flow);
        _ack = InDialogDelivery.For(
            Context, session.Dialog, session.Dialog.Create(SipMethod.Ack, delivery.Request.CSeq.Number), this, session.Call.Trace);
        _ack.Start();
        if (!session.IsConfirmed)
        {
            return;
        }

        session.Timer.Adopt(response);
        if (Bodies.Of(response) is { } answer)
        {
            session.Offers.HandleAnswer(answer);
        }
        else
        {
            session.Offers.ReportRefused(response.Status, "The answer has no session description");
        }

        session.Offers.HandleInviteDone(null, null, isRefresh);
    }

    private void HandleRefusal(SipResponse response)
    {
        if (response.Status is 481 or 408)
        {
            session.Offers.HandleInviteDone(null, null, isRefresh);
            session.HandlePeerLost();
            return;
        }

        var retry = session.IsConfirmed ? session.Offers.RetryOf(response) : null;
        if (retry is null)
        {
            session.Offers.ReportRefused(response.Status, response.Reason);
        }

        session.Offers.HandleInviteDone(retry, offer, isRefresh);
    }
}
