using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Dialogs;

/// <summary>Where a session stands.</summary>
internal enum SessionState
{
    /// <summary>The INVITE has no final response yet.</summary>
    Early,

    /// <summary>Answered.</summary>
    Confirmed,

    /// <summary>BYE is under way, or will be once the ACK came.</summary>
    Ending,

    Over,
}

/// <summary>
/// One dialog with an INVITE usage: takes the peer's requests inside it, sends ours, and composes the parts that each know one matter
/// (offers, timer, reliable provisionals, transfer).
/// </summary>
internal sealed class Session
{
    private SessionTransfer? _transfer;
    private Token? _byeReason;
    private int _toldRevision = -1;
    private bool _isTold;

    public Session(EndpointContext context, Call call, Dialog dialog)
    {
        Context = context;
        Call = call;
        Dialog = dialog;
        Offers = new SessionOffers(this);
        Timer = new SessionTimer(this);
        context.Sessions[dialog.Id] = this;
    }

    public EndpointContext Context { get; }

    public Call Call { get; }

    public Dialog Dialog { get; }

    public SessionState State { get; private set; }

    public SessionOffers Offers { get; }

    public SessionTimer Timer { get; }

    /// <summary>As callee: provisionals of ours that wait for PRACK. Null unless one was sent.</summary>
    public ReliableSender? ReliableSender { get; set; }

    /// <summary>As caller: the peer's reliable provisionals. Null unless one came.</summary>
    public ReliableReceiver? ReliableReceiver { get; set; }

    /// <summary>A 2xx of ours that waits for its ACK.</summary>
    public AnswerRepeater? Unacknowledged { get; set; }

    public SessionTransfer Transfer => _transfer ??= new SessionTransfer(this);

    public bool IsConfirmed => State == SessionState.Confirmed;

    /// <summary>The INVITE was answered.</summary>
    public void Confirm()
    {
        State = SessionState.Confirmed;
        ReliableReceiver = null;
        TellDialog();
    }

    /// <summary>Takes over what a message of the peer says about the way to it.</summary>
    public void Observe(SipMessage message, FlowId flow)
    {
        Dialog.Observe(message, flow);
        TellDialog();
    }

    /// <summary>Ends a dialog of another process.</summary>
    public void EndRestored(Token? reason)
    {
        _toldRevision = Dialog.Revision;
        Confirm();
        HangUp(CallParty.Owner, CallEndCause.HungUp, reason);
    }

    /// <summary>A request of this dialog, to be sent by <see cref="Deliver"/>.</summary>
    public SipRequest Create(SipMethod method)
    {
        var request = Dialog.Create(method);
        request.Headers.Add(SipHeader.UserAgent, Context.Options.Product);
        return request;
    }

    public RequestDelivery Deliver(SipRequest request, IDeliveryUser user)
    {
        Call.Authorizer?.Authorize(request);
        var delivery = InDialogDelivery.For(Context, Dialog, request, user, Call.Trace);
        delivery.Start();
        return delivery;
    }

    /// <summary>A response in this dialog; those that may refresh the target carry Contact.</summary>
    public SipResponse Respond(ServerTransaction transaction, int status, string? phrase = null)
    {
        var response = Replies.For(Context, transaction.Request, status, Dialog.Id.LocalTag, phrase);
        if (status is > 100 and < 300 && (transaction.IsInvite || transaction.Request.Method == SipMethod.Update))
        {
            response.Contact = HopAddress.Contact(Context.Flows.PointOf(transaction.Flow), Dialog.ContactUser, transaction.Request.Uri.Scheme == SipUriScheme.Sips);
        }

        return response;
    }

    /// <summary>A request of the peer inside this dialog (RFC 3261 12.2.2).</summary>
    public void Receive(ServerTransaction transaction)
    {
        transaction.Trace = Call.Trace;
        Call.Trace.Received();
        var request = transaction.Request;
        if (!Dialog.TryAdvance(request.CSeq.Number))
        {
            transaction.Respond(Respond(transaction, 500, "CSeq Out Of Order"));
            return;
        }

        if (State is SessionState.Ending or SessionState.Over && request.Method != SipMethod.Bye)
        {
            transaction.Respond(Respond(transaction, 481));
            return;
        }

        switch (request.Method.Name)
        {
            case "INVITE": Offers.ReceiveInvite(transaction); break;
            case "UPDATE": Offers.ReceiveUpdate(transaction); break;
            case "PRACK": ReceivePrack(transaction); break;
            case "BYE": ReceiveBye(transaction); break;
            case "INFO": ReceiveInfo(transaction); break;
            case "REFER": Transfer.ReceiveRefer(transaction); break;
            case "NOTIFY": Transfer.ReceiveNotify(transaction); break;
            default: transaction.Respond(Replies.ForOptions(Context, transaction.Request, Dialog.Id.LocalTag)); break;
        }
    }

    /// <summary>An ACK that belongs to a 2xx of ours.</summary>
    public void ReceiveAck(SipRequest ack)
    {
        if (Unacknowledged is { } waiting && waiting.Number == ack.CSeq.Number)
        {
            Call.Trace.Received();
            Unacknowledged = null;
            waiting.Acknowledge(ack);
            if (_byeReason is not null || State == SessionState.Ending)
            {
                SendBye();
            }
            else
            {
                Offers.TrySend();
            }
        }
    }

    /// <summary>Ends the call with BYE, which a callee holds back until its 2xx is acknowledged (RFC 3261 15).</summary>
    public void HangUp(CallParty by, CallEndCause cause, Token? reason)
    {
        if (State != SessionState.Confirmed)
        {
            return;
        }

        Call.End(by, cause);
        State = SessionState.Ending;
        _byeReason = reason;
        StopParts();
        if (Unacknowledged is null)
        {
            SendBye();
        }
    }

    /// <summary>The 2xx was repeated for 64 x T1 and no ACK came: the session is there nevertheless, so it ends with BYE (RFC 3261 13.3.1.4).</summary>
    public void HandleAckMissing()
    {
        Unacknowledged = null;
        if (State == SessionState.Ending)
        {
            SendBye();
        }
        else
        {
            HangUp(CallParty.Endpoint, CallEndCause.AckMissing, Token.Reason("SIP", 408, "ACK missing"));
        }
    }

    /// <summary>The peer answered a request of ours with 481, or with nothing (RFC 3261 12.2.1.2).</summary>
    public void HandlePeerLost()
    {
        // An early dialog of a fork may be gone while the INVITE lives on.
        if (State != SessionState.Early)
        {
            TellOver();
            Call.End(CallParty.Endpoint, CallEndCause.PeerLostDialog);
        }

        Close();
    }

    /// <summary>Forgets the dialog.</summary>
    public void Close()
    {
        if (State != SessionState.Over)
        {
            TellOver();
            State = SessionState.Over;
            StopParts();
            Unacknowledged?.Stop();
            Unacknowledged = null;
            Context.Sessions.Remove(Dialog.Id);
        }
    }

    /// <summary>Only dialogs that a BYE of ours may end: a callee may not end an early one (RFC 3261 15).</summary>
    private void TellDialog()
    {
        if (_toldRevision != Dialog.Revision && (IsConfirmed || Dialog.OwnsCallId))
        {
            _toldRevision = Dialog.Revision;
            _isTold = true;
            Call.Report(new DialogKnown(Context.Now, Call.Key, Dialog.Id.RemoteTag, Dialog.ToRecord()));
        }
    }

    private void TellOver()
    {
        if (_isTold)
        {
            _isTold = false;
            Context.Report(new DialogOver(Context.Now, Call.Key, Dialog.Id.RemoteTag));
        }
    }

    private void StopParts()
    {
        Timer.Stop();
        Offers.Stop();
        _transfer?.Stop();
        ReliableSender?.Stop();
        ReliableReceiver = null;
    }

    private void SendBye()
    {
        var bye = Create(SipMethod.Bye);
        if (_byeReason is not null)
        {
            bye.Headers.Add(SipHeader.Reason, _byeReason);
        }

        InDialogRequest.Send(this, bye, _ => Close());
    }

    private void ReceiveBye(ServerTransaction transaction)
    {
        transaction.Respond(Respond(transaction, 200));
        if (State != SessionState.Early)
        {
            TellOver();
            Call.End(CallParty.Peer, CallEndCause.HungUp, transaction.Request);
        }
        else if (Call.Incoming is { } incoming)
        {
            // The caller may end an early dialog by BYE; the INVITE then gets its final response as after CANCEL (RFC 3261 15.1.2).
            incoming.Withdraw();
            Call.End(CallParty.Peer, CallEndCause.HungUp, transaction.Request);
        }

        Close();
    }

    private void ReceivePrack(ServerTransaction transaction)
    {
        if (ReliableSender is null || !ReliableSender.TryAcknowledge(transaction))
        {
            transaction.Respond(Respond(transaction, 481));
        }
    }

    private void ReceiveInfo(ServerTransaction transaction)
    {
        var request = transaction.Request;
        transaction.Respond(Respond(transaction, 200));
        Call.Report(new InfoReceived(Context.Now, Call.Key, Bodies.Of(request), request.Headers[SipHeader.InfoPackage]));
    }
}
