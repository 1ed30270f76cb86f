using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Dialogs;

/// <summary>One non-INVITE request of ours in a session: answers a challenge, ends the session on 481 and 408, and hands any other final response on.</summary>
internal sealed class InDialogRequest : IDeliveryUser
{
    private readonly Session _session;
    private readonly Action<SipResponse?> _done;
    private int _attempts;

    private InDialogRequest(Session session, Action<SipResponse?> done)
    {
        _session = session;
        _done = done;
    }

    /// <summary>Sends; <paramref name="done"/> gets the final response, or null if none came.</summary>
    public static void Send(Session session, SipRequest request, Action<SipResponse?> done) =>
        session.Deliver(request, new InDialogRequest(session, done));

    public void HandleResponse(RequestDelivery delivery, SipResponse response)
    {
        if (response.IsProvisional)
        {
            return;
        }

        if (response.Status is 401 or 407 && ++_attempts <= Authorizer.AttemptLimit
            && _session.Call.Authorizer?.TryAnswer(delivery.Request, response) is { } again)
        {
            again.CSeq = new CSeq(++_session.Dialog.LocalNumber, again.Method);
            _session.Deliver(again, this);
            return;
        }

        _session.Call.Authorizer?.HandleFinal(response);

        // 481 to NOTIFY speaks of the subscription only (RFC 5057 section 5.1).
        _done(response);
        if (response.Status == 408 || (response.Status == 481 && delivery.Request.Method != SipMethod.Notify))
        {
            _session.HandlePeerLost();
        }
    }

    public void HandleFailure(RequestDelivery delivery, DeliveryFailure failure, string detail)
    {
        _done(null);
        _session.HandlePeerLost();
    }
}
