using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Transactions;

/// <summary>What ACK of a failure and CANCEL have in common: they repeat an INVITE's routing and names hop by hop (RFC 3261 9.1 and 17.1.1.3).</summary>
internal static class HopRequest
{
    /// <summary>A request of <paramref name="method"/> with the INVITE's Request-URI, top Via, Route, From, Call-ID and CSeq number, still without To.</summary>
    public static SipRequest Copy(SipRequest invite, SipMethod method)
    {
        var request = new SipRequest(method, invite.Uri);
        request.Headers.Add(SipHeader.Via, invite.Via);
        request.Headers.CopyFrom(invite.Headers, SipHeader.Route);
        request.Headers.CopyFrom(invite.Headers, SipHeader.MaxForwards);
        request.Headers.CopyFrom(invite.Headers, SipHeader.From);
        request.Headers.CopyFrom(invite.Headers, SipHeader.CallId);
        request.Headers.Add(SipHeader.CSeq, new CSeq(invite.CSeq.Number, method));
        return request;
    }

    /// <summary>The CANCEL of a pending INVITE.</summary>
    public static SipRequest Cancel(SipRequest invite, Token? reason)
    {
        var cancel = Copy(invite, SipMethod.Cancel);
        cancel.Headers.CopyFrom(invite.Headers, SipHeader.To);
        if (reason is not null)
        {
            cancel.Headers.Add(SipHeader.Reason, reason);
        }

        return cancel;
    }
}
