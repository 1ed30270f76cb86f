using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Dialogs;

/// <summary>A re-INVITE of the peer that waits for the owner (RFC 3261 section 14.2).</summary>
internal sealed class InviteQuestion(Session session, ServerTransaction transaction, SessionTimerDecision timer) : IOfferQuestion, IServerTransactionUser
{
    private readonly bool _hasOffer = !transaction.Request.Body.IsEmpty;

    public void Answer(SipBody body)
    {
        var response = session.Respond(transaction, 200);
        session.Observe(transaction.Request, transaction.Flow);
        session.Timer.AnswerIn(response, timer);
        Bodies.Put(response, body);
        session.Offers.IsOurs = !_hasOffer;
        transaction.Respond(response);
        session.Unacknowledged = new AnswerRepeater(session, transaction, HandleAcknowledged);
    }

    public void Refuse(int status) => transaction.Respond(session.Respond(transaction, status));

    public void HandleAck(ServerTransaction answered, SipRequest ack) => session.ReceiveAck(ack);

    public void HandleCancel(ServerTransaction cancelled, SipRequest cancel) => session.Offers.Withdraw();

    private void HandleAcknowledged(SipRequest ack)
    {
        if (_hasOffer)
        {
            return;
        }

        session.Offers.IsOurs = false;
        if (Bodies.Of(ack) is { } answer)
        {
            session.Offers.HandleAnswer(answer);
        }
        else
        {
            session.Offers.ReportRefused(200, "The ACK has no session description");
        }
    }
}
