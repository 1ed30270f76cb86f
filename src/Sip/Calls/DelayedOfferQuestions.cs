using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Calls;

/// <summary>The offer of a 2xx to our INVITE without one: its answer goes into the ACK (RFC 3261 13.2.1).</summary>
internal sealed class AckQuestion(Session session, RequestDelivery ack) : IOfferQuestion
{
    public void Answer(SipBody body)
    {
        Bodies.Put(ack.Request, body);
        ack.Start();
    }

    /// <summary>An ACK must be sent and cannot refuse, so the call ends at once (RFC 3261 13.2.2.4).</summary>
    public void Refuse(int status)
    {
        ack.Start();
        session.HangUp(CallParty.Owner, CallEndCause.HungUp, Token.Reason("SIP", status));
    }
}

/// <summary>The offer of a reliable provisional response to our INVITE without one: its answer goes into the PRACK (RFC 3262 section 5).</summary>
internal sealed class PrackQuestion(Session session, SipResponse provisional) : IOfferQuestion
{
    public void Answer(SipBody body) => Confirm(body);

    public void Refuse(int status)
    {
        // An early dialog that is over asks nothing any more.
        if (session.State == SessionState.Early)
        {
            Confirm(null);
            session.Call.Outgoing?.GiveUp(CallFailureCause.Cancelled, Token.Reason("SIP", status));
        }
    }

    private void Confirm(SipBody? answer) => (session.ReliableReceiver ??= new ReliableReceiver(session)).Confirm(provisional, answer);
}
