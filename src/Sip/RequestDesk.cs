using Switchroom.Sip.Calls;
using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Flows;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip;

/// <summary>Sorts requests from the network: to their transaction, to their dialog, to a new call, or back with a refusal (RFC 3261 section 8.2).</summary>
internal sealed class RequestDesk(EndpointContext context, CallDesk calls)
{
    public void Receive(SipRequest request, FlowId flow)
    {
        var stamped = ResponseFlow.Stamped(request.Via, flow.Remote);
        if (!ReferenceEquals(stamped, request.Via))
        {
            request.Headers.ReplaceFirst(SipHeader.Via, stamped);
        }

        if (request.Method == SipMethod.Ack)
        {
            ReceiveAck(request);
            return;
        }

        var key = TransactionTable.KeyOf(request, request.Method);
        if (context.Transactions.FindServer(key) is { } known)
        {
            known.Trace?.Received();
            known.ReceiveAgain();
            return;
        }

        var session = SessionOf(request);
        if (session is null && IsTooMuch(flow))
        {
            return;
        }

        var transaction = new ServerTransaction(context, key, request, flow);
        var merged = context.Transactions.IsMerged(request);
        context.Transactions.Add(transaction);
        if (request.Method == SipMethod.Cancel)
        {
            ReceiveCancel(transaction);
        }
        else if (merged)
        {
            Refuse(transaction, 482);
        }
        else if (RefusalOf(request) is { } refusal)
        {
            transaction.Respond(refusal);
        }
        else if (session is not null)
        {
            session.Receive(transaction);
        }
        else if (request.To.Tag is not null)
        {
            Refuse(transaction, 481);
        }
        else
        {
            ReceiveOutside(transaction);
        }
    }

    private void ReceiveOutside(ServerTransaction transaction)
    {
        switch (transaction.Request.Method.Name)
        {
            case "INVITE": calls.Receive(transaction); break;
            case "OPTIONS": transaction.Respond(Replies.ForOptions(context, transaction.Request, context.Token(8))); break;

            // A transfer is asked for inside a call here: outside of one there is nothing to transfer (RFC 3515 leaves this to policy).
            case "REFER": Refuse(transaction, 403); break;
            default: Refuse(transaction, 481); break;
        }
    }

    private void ReceiveAck(SipRequest ack)
    {
        if (context.Transactions.FindServer(TransactionTable.KeyOf(ack, SipMethod.Invite)) is { } invite)
        {
            if (invite.State is not TransactionState.Accepted)
            {
                invite.Trace?.Received();
            }

            invite.ReceiveAck(ack);
            return;
        }

        SessionOf(ack)?.ReceiveAck(ack);
    }

    private void ReceiveCancel(ServerTransaction cancel)
    {
        var invite = context.Transactions.FindServer(TransactionTable.KeyOf(cancel.Request, SipMethod.Invite));
        if (invite is null)
        {
            Refuse(cancel, 481);
            return;
        }

        // 200 whatever the INVITE's state; only one without a final response is really cancelled (RFC 3261 9.2).
        cancel.Trace = invite.Trace;
        cancel.Trace?.Received();
        cancel.Respond(Replies.For(context, cancel.Request, 200, context.Token(8)));
        if (!invite.IsAnswered)
        {
            invite.User?.HandleCancel(invite, cancel.Request);
        }
    }

    /// <summary>The response to a request that breaks a rule of RFC 3261 8.2; null if it breaks none.</summary>
    private SipResponse? RefusalOf(SipRequest request)
    {
        if (!Capabilities.Takes(request.Method))
        {
            var response = Replies.For(context, request, Capabilities.RefusalOf(request.Method), context.Token(8));
            response.Headers.Add(SipHeader.Allow, Capabilities.Allow);
            return response;
        }

        if (request.Uri.Scheme is not (SipUriScheme.Sip or SipUriScheme.Sips or SipUriScheme.Tel))
        {
            return Replies.For(context, request, 416, context.Token(8));
        }

        if (Capabilities.Unsupported(request) is { Count: > 0 } unsupported)
        {
            var response = Replies.For(context, request, 420, context.Token(8));
            response.SetTokens(SipHeader.Unsupported, unsupported);
            return response;
        }

        if (request.Body.IsEmpty || request.Method != SipMethod.Invite)
        {
            return null;
        }

        if (request.Headers[SipHeader.ContentEncoding] is { } encoding && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            var response = Replies.For(context, request, 415, context.Token(8));
            response.Headers.Add(SipHeader.AcceptEncoding, "identity");
            return response;
        }

        if (request.ContentType is { } type && !type.Is(MediaType.Sdp) && !type.Type.Equals("multipart", StringComparison.OrdinalIgnoreCase))
        {
            var response = Replies.For(context, request, 415, context.Token(8));
            response.Headers.Add(SipHeader.Accept, "application/sdp");
            return response;
        }

        return null;
    }

    private Session? SessionOf(SipRequest request) =>
        request.To.Tag is { } local ? context.Sessions.GetValueOrDefault(new DialogId(request.CallId, local, request.From.Tag ?? "")) : null;

    /// <summary>A flood gets no answers, which would only double it; what is under way goes on.</summary>
    private bool IsTooMuch(FlowId flow) =>
        context.Transactions.ServerCount >= context.Options.TransactionLimit
        || context.Transactions.CountOf(flow.Remote.Address) >= context.Options.TransactionLimitPerSource;

    private void Refuse(ServerTransaction transaction, int status) =>
        transaction.Respond(Replies.For(context, transaction.Request, status, context.Token(8)));
}
