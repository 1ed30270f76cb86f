using Switchroom.Sip.Dialogs;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Calls;

/// <summary>
/// The dialogs that one INVITE of ours makes: early ones of a forked call, the one that is kept, and late ones that are answered too and ended
/// (RFC 3261 12.1, 13.2.2.4).
/// </summary>
internal sealed class EarlyBranches(EndpointContext context, Call call, SipBody? offer)
{
    private readonly Dictionary<string, Session> _early = [];
    private readonly Dictionary<string, RequestDelivery> _late = [];
    private SipBody? _wanted;
    private string? _kept;
    private RequestDelivery? _ack;

    /// <summary>101 to 199: makes the early dialog, confirms a reliable one, and reports.</summary>
    public void HandleProvisional(RequestDelivery delivery, SipResponse response, string contactUser)
    {
        var tag = response.To.Tag;
        var body = Bodies.Of(response);
        var reliable = ReliableReceiver.IsReliable(response);
        if (tag is not null && Find(tag, delivery, response, contactUser) is { } session)
        {
            if (reliable && !(session.ReliableReceiver ??= new ReliableReceiver(session)).TryTake(response))
            {
                return;
            }

            session.Observe(response, delivery.Flow!.Value);
            if (reliable && offer is null && body is not null && !session.Offers.IsComplete)
            {
                Report(response, tag, body, isOffer: true);
                session.Offers.Ask(new PrackQuestion(session, response), body, report: false);
                return;
            }

            if (reliable)
            {
                session.ReliableReceiver!.Confirm(response, null);
                Settle(session, body);
            }
        }

        Report(response, tag ?? "", body, isOffer: false);
    }

    /// <summary>The first 2xx: this branch is kept, the others are forgotten until they answer too.</summary>
    public void Confirm(RequestDelivery delivery, SipResponse response, string contactUser)
    {
        var tag = response.To.Tag ?? "";
        _kept = tag;
        var session = _early.Remove(tag, out var early) ? early : new Session(context, call, DialogOf(delivery, response, contactUser));
        Close();
        session.Dialog.Observe(response, delivery.Flow!.Value);
        session.Dialog.FixRoute(response);
        session.Confirm();
        call.Session = session;
        call.Outgoing = null;
        session.Timer.Adopt(response);
        session.Offers.Remember(offer);
        var body = Bodies.Of(response);
        var wasComplete = session.Offers.IsComplete;
        var isOffer = offer is null && body is not null && !wasComplete;
        _ack = InDialogDelivery.For(context, session.Dialog, AckOf(session.Dialog, delivery), NoUser.Instance, call.Trace);
        if (isOffer)
        {
            session.Offers.Ask(new AckQuestion(session, _ack), body, report: false);
        }
        else
        {
            _ack.Start();
            session.Offers.IsOurs = false;
            session.Offers.IsComplete = true;
        }

        call.Report(new CallAnswered(context.Now, call.Key, tag)
        {
            Body = wasComplete ? null : body,
            BodyIsOffer = isOffer,
            AssertedIdentity = response.PAssertedIdentities is [var identity, ..] ? identity : null,
            Response = response,
        });
        if (_wanted is not null)
        {
            session.Offers.Offer(_wanted);
        }

        session.Offers.TrySend();
    }

    /// <summary>A repeated 2xx of the branch that was kept gets its ACK again.</summary>
    public bool TryRepeatAck(SipResponse response)
    {
        if (_kept is null || _kept != (response.To.Tag ?? ""))
        {
            return false;
        }

        _ack!.Repeat();
        return true;
    }

    /// <summary>A 2xx that nobody wants: ACK, then BYE.</summary>
    public void EndLate(RequestDelivery delivery, SipResponse response, string contactUser)
    {
        var tag = response.To.Tag ?? "";
        if (_late.TryGetValue(tag, out var acknowledged))
        {
            acknowledged.Repeat();
            return;
        }

        if (_late.Count >= context.Options.ForkLimit)
        {
            return;
        }

        var dialog = _early.Remove(tag, out var early) ? early.Dialog : DialogOf(delivery, response, contactUser);
        early?.Close();
        dialog.Observe(response, delivery.Flow!.Value);
        dialog.FixRoute(response);
        var ack = InDialogDelivery.For(context, dialog, AckOf(dialog, delivery), NoUser.Instance, call.Trace);
        _late[tag] = ack;
        ack.Start();
        var bye = dialog.Create(SipMethod.Bye);
        call.Authorizer?.Authorize(bye);
        InDialogDelivery.For(context, dialog, bye, NoUser.Instance, call.Trace).Start();
    }

    /// <summary>The owner answers what one of the branches asked.</summary>
    public void Answer(SipBody body) => _ = _early.Values.Any(session => session.Offers.TryAnswer(body));

    public void Refuse(int status) => _ = _early.Values.Any(session => session.Offers.TryRefuse(status));

    /// <summary>The owner changes the session before the answer: at once if there is one branch, else when one has answered.</summary>
    public void Offer(SipBody body)
    {
        if (_early.Count == 1)
        {
            _early.Values.First().Offers.Offer(body);
        }
        else
        {
            _wanted = body;
        }
    }

    /// <summary>Forgets all early dialogs: a final response ended them (RFC 3261 12.3).</summary>
    public void Close()
    {
        foreach (var session in _early.Values)
        {
            session.Close();
        }

        _early.Clear();
    }

    private static Dialog DialogOf(RequestDelivery delivery, SipResponse response, string contactUser) =>
        Dialog.ForCaller(delivery.Request, response, delivery.Flow!.Value, contactUser);

    /// <summary>The ACK of a 2xx carries the INVITE's credentials (RFC 3261 22.1).</summary>
    private static SipRequest AckOf(Dialog dialog, RequestDelivery invite)
    {
        var ack = dialog.Create(SipMethod.Ack, invite.Request.CSeq.Number);
        ack.Headers.CopyFrom(invite.Request.Headers, SipHeader.Authorization);
        ack.Headers.CopyFrom(invite.Request.Headers, SipHeader.ProxyAuthorization);
        return ack;
    }

    private Session? Find(string tag, RequestDelivery delivery, SipResponse response, string contactUser)
    {
        if (_early.TryGetValue(tag, out var session))
        {
            return session;
        }

        if (_early.Count >= context.Options.ForkLimit)
        {
            return null;
        }

        session = new Session(context, call, DialogOf(delivery, response, contactUser));
        session.Offers.IsOurs = offer is not null;
        _early[tag] = session;
        return session;
    }

    private void Settle(Session session, SipBody? body)
    {
        if (offer is not null && body is not null)
        {
            session.Offers.IsOurs = false;
            session.Offers.IsComplete = true;
            session.Offers.Remember(offer);
        }
    }

    private void Report(SipResponse response, string branch, SipBody? body, bool isOffer) =>
        call.Report(new CallProgress(context.Now, call.Key, response.Status, response.Reason, branch) { Body = body, BodyIsOffer = isOffer });

    /// <summary>For an ACK, and for the BYE of a branch that nobody wants.</summary>
    private sealed class NoUser : IDeliveryUser
    {
        public static readonly NoUser Instance = new();

        public void HandleResponse(RequestDelivery delivery, SipResponse response)
        {
        }

        public void HandleFailure(RequestDelivery delivery, DeliveryFailure failure, string detail)
        {
        }
    }
}
