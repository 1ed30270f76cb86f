using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Calls;

/// <summary>Takes new calls, from the owner and from the network, and hands the owner's commands to the call they name.</summary>
internal sealed class CallDesk(EndpointContext context)
{
    public void Handle(CallCommand command)
    {
        if (command is StartCall start)
        {
            Start(start);
        }
        else if (command is EndDialog end)
        {
            End(end);
        }
        else if (command is WithdrawCall { Withdrawal: var withdrawal })
        {
            LateCancel.Send(context, withdrawal);
        }
        else if (context.Calls.TryGetValue(command.Key, out var call))
        {
            if (call.Incoming is { } incoming && HandleUnanswered(incoming, command))
            {
                return;
            }

            Handle(call, command);
        }
    }

    /// <summary>A new INVITE (RFC 3261 13.3.1): turned away, or put to the owner.</summary>
    public void Receive(ServerTransaction transaction)
    {
        var request = transaction.Request;
        var timer = SessionTimer.Decide(request, context.Options);
        if (context.DrainRetryAfter is { } wait)
        {
            transaction.Respond(Replies.Busy(context, request, context.Token(8), wait));
        }
        else if (request.Contact is null)
        {
            transaction.Respond(Replies.For(context, request, 400, context.Token(8), "Contact Missing"));
        }
        else if (timer.TooSmall)
        {
            var response = Replies.For(context, request, 422, context.Token(8));
            response.MinSe = new Seconds((uint)context.Options.MinSessionExpires.TotalSeconds);
            transaction.Respond(response);
        }
        else if (!TryFindReplaced(request, out var replaced, out var refusal))
        {
            transaction.Respond(Replies.For(context, request, refusal, context.Token(8)));
        }
        else if (context.Calls.Count >= context.Options.CallLimit || !context.Sources.TryTake(transaction.Source, context.Options.CallLimitPerSource))
        {
            transaction.Respond(Replies.Busy(context, request, context.Token(8), TimeSpan.FromSeconds(10)));
        }
        else
        {
            var call = new Call(context, new CallKey(context.NewGuid())) { Source = transaction.Source };
            call.Incoming = new IncomingAttempt(context, call, transaction, replaced, timer);
            call.Incoming.Start();
        }
    }

    private static bool HandleUnanswered(IncomingAttempt incoming, CallCommand command)
    {
        switch (command)
        {
            case ProgressCall progress: incoming.Progress(progress); return true;
            case AnswerCall answer: incoming.Answer(answer); return true;
            case RejectCall reject: incoming.Reject(reject); return true;
            case HangUp hangUp: incoming.HangUp(ReasonOf(hangUp.Reason)); return true;
            default: return false;
        }
    }

    private static Token? ReasonOf(CallReason? reason) => reason is null ? null : Token.Reason(reason.Protocol, reason.Cause, reason.Text);

    private void Start(StartCall command)
    {
        if (context.Calls.ContainsKey(command.Key))
        {
            return;
        }

        var call = new Call(context, command.Key) { Authorizer = Authorizer.For(command.Request.Credentials, context.Random) };
        if (context.Calls.Count > context.Options.CallLimit)
        {
            call.Fail(CallFailureCause.LimitReached, 503, "This server has as many calls as it may have");
            return;
        }

        call.Outgoing = new OutgoingAttempt(context, call, command.Request);
        call.Outgoing.Start();
    }

    private void End(EndDialog command)
    {
        var dialog = Dialog.Restore(command.Dialog, context.Flows);
        if (context.Calls.ContainsKey(command.Key) || context.Sessions.ContainsKey(dialog.Id))
        {
            return;
        }

        var call = new Call(context, command.Key) { Authorizer = Authorizer.For(command.Credentials, context.Random) };
        call.Session = new Session(context, call, dialog);
        call.Session.EndRestored(ReasonOf(command.Reason));
    }

    private void Handle(Call call, CallCommand command)
    {
        switch (command)
        {
            case HangUp hangUp when call.Outgoing is { } outgoing:
                outgoing.GiveUp(CallFailureCause.Cancelled, ReasonOf(hangUp.Reason));
                break;
            case HangUp hangUp:
                call.Session?.HangUp(CallParty.Owner, CallEndCause.HungUp, ReasonOf(hangUp.Reason));
                break;
            case FollowRedirect follow:
                call.Outgoing?.Follow(follow.Contact);
                break;
            default:
                call.Outgoing?.Handle(command);
                if (call.Session is { } session)
                {
                    Handle(session, command);
                }

                break;
        }
    }

    private void Handle(Session session, CallCommand command)
    {
        switch (command)
        {
            case SendOffer offer: session.Offers.Offer(offer.Offer); break;
            case SendAnswer answer: session.Offers.TryAnswer(answer.Body); break;
            case RefuseOffer refuse: session.Offers.TryRefuse(refuse.Status); break;
            case SendInfo info: SendInfo(session, info); break;
            case SendRefer refer: session.Transfer.Refer(refer, ReplacesOf(refer.Replaces)); break;
            case AcceptRefer: session.Transfer.Accept(); break;
            case RefuseRefer refuse: session.Transfer.Refuse(refuse.Status); break;
            case ReportRefer report: session.Transfer.Tell(report.Status, report.ReasonPhrase); break;
        }
    }

    private void SendInfo(Session session, SendInfo command)
    {
        if (!session.IsConfirmed)
        {
            return;
        }

        var info = session.Create(SipMethod.Info);
        if (command.Package is { } package && Grammar.IsToken(package))
        {
            info.Headers.Add(SipHeader.InfoPackage, package);
        }

        Bodies.Put(info, command.Body);
        InDialogRequest.Send(session, info, response => session.Call.Report(new InfoAnswered(context.Now, command.Key, response?.Status ?? 408)));
    }

    private Replaces? ReplacesOf(CallKey? key) => key is { } other && context.Calls.GetValueOrDefault(other)?.Session is { } session ? session.Dialog.AsReplaces : null;

    /// <summary>The session a Replaces header names (RFC 3891 section 3); false if the INVITE must be refused.</summary>
    private bool TryFindReplaced(SipRequest request, out Session? replaced, out int refusal)
    {
        replaced = null;
        refusal = 0;
        if (request.Replaces is not { } replaces)
        {
            refusal = 400;
            return !request.Headers.Contains(SipHeader.Replaces);
        }

        replaced = context.Sessions.GetValueOrDefault(new DialogId(replaces.CallId, replaces.ToTag, replaces.FromTag));
        refusal = replaced switch
        {
            null or { State: SessionState.Early } => 481,
            { State: SessionState.Confirmed } when replaces.EarlyOnly => 486,
            { State: SessionState.Confirmed } => 0,
            _ => 603,
        };
        return refusal == 0;
    }
}
