using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Dialogs;

/// <summary>Takes the peer's reliable provisional responses of one early dialog in order, and confirms each once (RFC 3262 section 4).</summary>
internal sealed class ReliableReceiver(Session session)
{
    private uint? _last;

    /// <summary>Whether a provisional asks to be confirmed.</summary>
    public static bool IsReliable(SipResponse response) => response.RSeq is not null && response.HasToken(SipHeader.Require, "100rel");

    /// <summary>Whether this is the next one. A repeat is confirmed by the PRACK that is under way; one that is early is left to be repeated.</summary>
    public bool TryTake(SipResponse response)
    {
        if (_last is { } last && response.RSeq != last + 1)
        {
            return false;
        }

        _last = response.RSeq;
        return true;
    }

    /// <summary>Sends PRACK, with an answer if the provisional carried an offer.</summary>
    public void Confirm(SipResponse response, Calls.SipBody? answer)
    {
        var prack = session.Create(SipMethod.Prack);
        prack.RAck = new RAck(response.RSeq!.Value, response.CSeq.Number, response.CSeq.Method);
        Bodies.Put(prack, answer);

        // A PRACK that nobody answers is not the end: the INVITE's final response decides.
        session.Deliver(prack, new UnheardRequest());
    }

    private sealed class UnheardRequest : Transactions.IDeliveryUser
    {
        public void HandleResponse(Transactions.RequestDelivery delivery, SipResponse response)
        {
        }

        public void HandleFailure(Transactions.RequestDelivery delivery, Transactions.DeliveryFailure failure, string detail)
        {
        }
    }
}
