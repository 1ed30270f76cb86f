using Switchroom.Sip.Calls;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Dialogs;

/// <summary>An UPDATE (RFC 3311) or PRACK (RFC 3262 section 5) of the peer whose offer waits for the owner.</summary>
internal sealed class RequestQuestion(Session session, ServerTransaction transaction, SessionTimerDecision timer = default) : IOfferQuestion
{
    public void Answer(SipBody body)
    {
        var response = session.Respond(transaction, 200);
        Bodies.Put(response, body);
        if (transaction.Request.Method == Messages.SipMethod.Update)
        {
            session.Observe(transaction.Request, transaction.Flow);
            if (session.IsConfirmed)
            {
                session.Timer.AnswerIn(response, timer);
            }
        }

        transaction.Respond(response);
    }

    public void Refuse(int status) => transaction.Respond(session.Respond(transaction, status));
}
