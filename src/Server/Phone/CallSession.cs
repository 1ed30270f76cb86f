using System.Collections.Immutable;
using Switchroom.Rooms.Phone;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Api.Calls;
using Switchroom.Server.Phone.Transfers;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;

namespace Switchroom.Server.Phone;

/// <summary>
/// One dial-out under way: turns what SIP and the media worker say into inputs of its <see cref="CallLeg"/>, and carries out the leg's actions.
/// Lives on <see cref="CallControl"/>'s task only.
/// </summary>
internal sealed class CallSession(CallSetup setup, CallControl control, DateTimeOffset createdAt)
{
    /// <summary>How long a trunk that did not answer comes last.</summary>
    private static readonly TimeSpan SilentTrunkRest = TimeSpan.FromSeconds(30);

    /// <summary>Longest Retry-After of a trunk that is heeded.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(10);

    private readonly CallDialogs _dialogs = new();
    private readonly Dictionary<string, string> _earlyAnswers = [];
    private CallKey? _attempt;
    private bool _ownOfferAsked;
    private bool _established;
    private bool _isTried;
    private int _sequence;
    private PhoneLegQuality? _quality;
    private readonly TaskCompletionSource<bool> _settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CallSetup Setup { get; } = setup;

    public CallLeg Leg { get; } = new(setup.Plan);

    /// <summary>Hold, mute and deaf.</summary>
    public PhoneSwitchboard Switchboard { get; } = new(setup, control);

    /// <summary>Monotonic time at which the first media leg of this call began, in this room or in one before.</summary>
    public TimeSpan MediaSince { get; } = setup.MediaSince ?? control.Now;

    public string SessionId => Setup.Facts.SessionId;

    public CallReport Report { get; private set; } = new() { CreatedAt = createdAt };

    /// <summary>The route in use; null before the first INVITE.</summary>
    public CallRoute? Route { get; private set; }

    /// <summary>The trunk in use; null for a SIP target.</summary>
    public string? TrunkId => Route?.TrunkId;

    /// <summary>Completes with true when the call is answered, with false when it ends before that.</summary>
    public Task<bool> Settled => _settled.Task;

    /// <summary>Completes when the call is over.</summary>
    public Task Over => _over.Task;

    /// <summary>What is being done to move the call elsewhere.</summary>
    public TransferClaim Transfer => field ??= new TransferClaim(this, control);

    /// <summary>It is more than a reserved place: its media leg is asked for, or it carries on a call that moved.</summary>
    public bool HasBegun { get; set; }

    /// <summary>What comes after its end.</summary>
    public CallAftermath Aftermath => field ??= new CallAftermath(this, control);

    public bool IsOver => Leg.State == CallState.Ended;

    public PhoneLegQuality? Quality => _quality;

    public CallLadder Ladder { get; } = new();

    /// <summary>What ends the call's dialogs after a crash; null where there is nothing to end. A call that is over has it until the far end has confirmed.</summary>
    public string? Recovery => _dialogs.ToText();

    /// <summary>Whether a SIP call is the attempt under way; others were given up.</summary>
    public bool IsAttempt(CallKey key) => _attempt == key;

    public CallKey? Attempt => _attempt;

    public void Handle(CallInput input)
    {
        if (input is CallInput.Stop && Transfer.Move?.To == this)
        {
            Transfer.Move!.Fail("the call was stopped");
            return;
        }

        Leg.Handle(input, control.Now);
        Act();
        control.Watch(this);
    }

    public void HandleDeadline()
    {
        Leg.HandleDeadline(control.Now);
        Act();
        control.Watch(this);
    }

    public void HandleSip(CallEvent happened)
    {
        switch (happened)
        {
            case CallSent sent: OnSent(sent); break;
            case CallMessage message: Ladder.Add(message.Entry); break;
            case CallTrying: OnTrying(); break;
            case CallProgress progress: OnProgress(progress); break;
            case CallAnswered answered: OnAnswered(answered); break;
            case DialogKnown known: OnDialogKnown(known); break;
            case DialogOver over: OnDialogOver(over); break;
            case CallFailed failed: OnFailed(failed); break;
            case CallEnded ended: Handle(SipEndings.HungUp(ended)); break;
            case OfferReceived offer: OnOfferReceived(offer); break;
            case OfferAnswered answered: OnOfferAnswered(answered); break;
            case OfferRefused refused: OnOfferRefused(refused); break;
            case InfoReceived info: OnInfo(info); break;
            case ReferProgressed progress: Transfer.Progressed(progress); break;
            case ReferReceived refer: control.Post(new RefuseRefer(refer.Key)); break;
        }
    }

    public void HandleMedia(ParticipantEvent happened)
    {
        switch (happened)
        {
            case PhoneOffer offer: OnOwnOffer(offer.Sdp); break;
            case PhoneLocalAnswer answer when _attempt is { } key: control.Post(new SendAnswer(key, SipBody.Sdp(answer.Sdp))); break;
            case PhoneCodecAgreed agreed: OnCodecAgreed(agreed); break;
            case PhoneMediaTimeout timeout: Handle(new CallInput.MediaFailed(timeout.Diagnosis)); break;
            case PhoneQuality quality: OnQuality(quality.Quality); break;
            case PhoneHeld held: Switchboard.Held(held.OnHold); break;
            case TrackPublished published: Switchboard.Published(published.Track); break;
            case ParticipantLeft when Transfer.Move?.To == this: Transfer.Move!.Fail("the other room closed"); break;
            case ParticipantLeft: Handle(new CallInput.Stop("room")); break;
        }
    }

    private void Act()
    {
        while (Leg.TryTakeAction(out var action))
        {
            switch (action)
            {
                case CallAction.Invite invite: Invite(invite); break;
                case CallAction.CancelInvite: HangUp(); break;
                case CallAction.HangUp: HangUp(); break;
                case CallAction.ApplyRemoteSdp apply: control.SendMedia(this, new PhoneAnswer(Setup.RoomId, SessionId, apply.Sdp)); break;
                case CallAction.ShowStatus show: ShowStatus(show.Status); break;
                case CallAction.EnterRoom: EnterRoom(); break;
                case CallAction.SendExtension send: control.Send(new StartDtmf(Setup.RoomId, SessionId, send.Digits, DtmfDefaults.ExtensionTone, DtmfDefaults.Gap)); break;
                case CallAction.Tell tell: Tell(tell); break;
                case CallAction.LeaveRoom: LeaveRoom(); break;
                case CallAction.Forget: Forget(); break;
            }
        }
    }

    private void Invite(CallAction.Invite invite)
    {
        if (!control.Load.TryMove(Setup, invite.Route, control.Now))
        {
            Leg.Handle(new CallInput.TrunkFull(), control.Now);
            return;
        }

        var key = new CallKey(Guid.NewGuid());
        control.MoveAttempt(this, _attempt, key);
        _attempt = key;
        _dialogs.Clear();
        _isTried = false;
        _earlyAnswers.Clear();
        Route = invite.Route;
        control.Post(new StartCall(key, invite.Route.Request with { Offer = SipBody.Sdp(invite.Offer), RingTimeout = Setup.Plan.RingTimeout + TimeSpan.FromSeconds(5) }));
    }

    private void HangUp()
    {
        if (_attempt is { } key)
        {
            control.Post(new Sip.Calls.HangUp(key));
        }
    }

    private void ShowStatus(string status)
    {
        Report = status switch
        {
            "ringing" => Report with { RingingAt = control.WallNow },
            "active" => Report with { AnsweredAt = control.WallNow },
            "hangup" => Report with { EndedAt = control.WallNow },
            _ => Report,
        };
        var attributes = ImmutableDictionary<string, string>.Empty.Add("sip.callStatus", status);
        if (Report.SipCallId is { } callId)
        {
            attributes = attributes.Add("sip.callIDFull", callId);
        }

        if (TrunkId is { } trunk)
        {
            attributes = attributes.Add("sip.trunkID", trunk);
        }

        control.Send(new UpdateParticipant(Setup.RoomId, SessionId) { Attributes = attributes });
    }

    private void EnterRoom()
    {
        _established = true;
        _settled.TrySetResult(true);
        control.Send(new PhoneEstablished(Setup.RoomId, SessionId));
    }

    private void Forget()
    {
        Transfer.Gone();
        control.Forget(this);
        _settled.TrySetResult(false);
        _over.TrySetResult();
    }

    /// <summary>Gives the SIP call up to another session.</summary>
    public CallKey Release(CallSession to)
    {
        to._dialogs.TakeFrom(_dialogs);
        var key = _attempt!.Value;
        _attempt = null;
        return key;
    }

    /// <summary>Carries on the answered SIP call of another session, whose far end took this one's offer.</summary>
    public void Adopt(CallKey key, CallSession from, string answer)
    {
        _attempt = key;
        Route = from.Route;
        Ladder.TakeFrom(from.Ladder);
        Report = Report with { SipCallId = from.Report.SipCallId };
        Handle(new CallInput.Adopted(answer));
    }

    /// <summary>Offers the far end this leg's media anew: it may have been told of another's.</summary>
    public void OfferAgain() => control.Send(new HoldPhone(Setup.RoomId, SessionId, Switchboard.Switches.Hold));

    private void LeaveRoom()
    {
        control.Send(new RemovePhoneLeg(Setup.RoomId, SessionId));
        control.Send(new Leave(Setup.RoomId, SessionId, SipEndings.LeaveReasonOf(Leg)));
    }

    private void Tell(CallAction.Tell tell)
    {
        Report = Report with
        {
            SipCode = Leg.SipCode,
            SipReason = Leg.SipReason,
            EndedBy = Leg.EndedBy,
            Reason = Leg.Outcome?.Reason,
            Codec = Leg.Codec,
        };
        var happened = Setup.TellsDialOut ? CallEvents.Make(tell.Kind, ++_sequence, Setup.Facts, Report, tell.Warning, control.WallNow) : null;
        control.Record(this, happened);
    }

    private void OnOwnOffer(string sdp)
    {
        if (Transfer.Move?.To == this)
        {
            Transfer.Move!.Offer(sdp);
        }
        else if (_ownOfferAsked && _attempt is { } asked)
        {
            _ownOfferAsked = false;
            control.Post(new SendAnswer(asked, SipBody.Sdp(sdp)));
        }
        else if (_established && _attempt is { } key)
        {
            control.Post(new SendOffer(key, SipBody.Sdp(sdp)));
        }
        else
        {
            Handle(new CallInput.MediaReady(sdp));
        }
    }

    private void OnSent(CallSent sent)
    {
        Report = Report with { SipCallId = sent.CallId };
        _dialogs.Pending = sent.Withdrawal;
        if (_isTried)
        {
            control.Record(this, happened: null); // again after a challenge: the INVITE to withdraw is another one now
        }
    }

    private void OnTrying()
    {
        Handle(new CallInput.Trying());
        _isTried = true;
        if (_dialogs.Pending is not null)
        {
            control.Record(this, happened: null); // from now on it can be withdrawn (RFC 3261 9.1)
        }
    }

    private void OnProgress(CallProgress progress)
    {
        var answer = progress.BodyIsOffer ? null : progress.Body?.Text;
        if (answer is not null && (_earlyAnswers.Count < CallDialogs.Limit || _earlyAnswers.ContainsKey(progress.Branch)))
        {
            _earlyAnswers[progress.Branch] = answer;
        }

        Handle(new CallInput.Progress(progress.Status, answer));
    }

    private void OnAnswered(CallAnswered answered)
    {
        _dialogs.Pending = null;

        // The 200 has no description where a reliable provisional response of the same branch had it (RFC 3262 section 5).
        Handle(new CallInput.Answered(answered.Body?.Text ?? _earlyAnswers.GetValueOrDefault(answered.Branch)));
    }

    private void OnDialogKnown(DialogKnown known)
    {
        _dialogs.Add(known.Branch, known.Dialog);
        control.Record(this, happened: null);
    }

    private void OnDialogOver(DialogOver over)
    {
        _dialogs.Remove(over.Branch);
        Aftermath.Changed();
    }

    private void OnFailed(CallFailed failed)
    {
        _dialogs.Clear();
        Aftermath.Changed();
        if (TrunkId is { } trunk && !Leg.IsCancelling && (failed.RetryAfter ?? (SipEndings.IsSilent(failed) ? SilentTrunkRest : null)) is { } rest)
        {
            control.Load.Rest(trunk, control.Now + (rest < LongestRest ? rest : LongestRest));
        }

        Handle(new CallInput.Refused(SipEndings.IsSilent(failed) ? null : failed.Status, failed.ReasonPhrase, SipEndings.TextOf(failed.Reasons)));
    }

    private void OnOfferReceived(OfferReceived offer)
    {
        _ownOfferAsked = offer.Offer is null;
        control.SendOrElse(
            new PhoneRemoteOffer(Setup.RoomId, SessionId, offer.Offer?.Text ?? ""),
            _ =>
            {
                _ownOfferAsked = false;
                control.Post(new RefuseOffer(offer.Key));
            });
    }

    private void OnOfferAnswered(OfferAnswered answered)
    {
        if (Transfer.Move is { } move)
        {
            move.Answered(answered.Answer.Text);
            return;
        }

        control.Send(new PhoneAnswer(Setup.RoomId, SessionId, answered.Answer.Text));
        Switchboard.OfferDone();
    }

    private void OnOfferRefused(OfferRefused refused)
    {
        if (Transfer.Move is { } move)
        {
            move.Refused($"SIP {refused.Status} {refused.ReasonPhrase}");
            return;
        }

        Switchboard.OfferDone();
    }

    private void OnCodecAgreed(PhoneCodecAgreed agreed)
    {
        var wanted = Setup.Codecs[0];
        var warning = agreed.Fallback && Setup.CodecsAsked ? $"codec fallback: {wanted} was preferred, {agreed.Codec} is used" : null;
        Handle(new CallInput.MediaAgreed(agreed.Codec, warning));
    }

    private void OnQuality(PhoneLegQuality quality)
    {
        _quality = quality;
        Aftermath.Changed();
    }

    private void OnInfo(InfoReceived info)
    {
        if (DtmfRelay.TryRead(info.Body, out var digit, out var duration))
        {
            control.TellDigit(this, digit, duration);
        }
    }
}
