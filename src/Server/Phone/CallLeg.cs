namespace Switchroom.Server.Phone;

/// <summary>Where a dial-out stands, as the API says it.</summary>
internal enum CallState
{
    Dialing,
    Ringing,
    Answered,
    Ended,
}

/// <summary>
/// One dial-out from its first INVITE to its end, as a state machine without IO: inputs and the time go in, actions and the next deadline come out.
/// It never has two INVITEs under way, tells each event at most once, and tells exactly one ending.
/// </summary>
internal sealed class CallLeg(CallPlan plan)
{
    private readonly Queue<CallAction> _actions = new();
    private string? _offer;
    private int _route = -1;
    private bool _connectedTold;
    private bool _rang;
    private bool _answerTold;
    private bool _cancelling;
    private string? _fault;
    private TimeSpan? _firstResponseDue;
    private TimeSpan? _connectedDue;
    private TimeSpan? _ringDue;
    private TimeSpan? _cancelDue;
    private TimeSpan? _extensionDue;
    private TimeSpan? _durationDue;

    public CallState State { get; private set; }

    /// <summary>Final status of the last attempt, where there was one.</summary>
    public int? SipCode { get; private set; }

    /// <summary>Its reason phrase, or the Reason header where that says more.</summary>
    public string? SipReason { get; private set; }

    /// <summary>Who ended the call: <c>callee</c>, <c>api</c>, <c>room</c>, <c>limit</c>, <c>transfer</c>, <c>shutdown</c>, or null where nobody chose to.</summary>
    public string? EndedBy { get; private set; }

    /// <summary>What the ending is called, once there is one.</summary>
    public CallOutcome? Outcome { get; private set; }

    public bool WasAnswered { get; private set; }

    /// <summary>This side has given the INVITE up and waits for the far end to confirm.</summary>
    public bool IsCancelling => _cancelling;

    public bool RingTimedOut { get; private set; }

    public string? Codec { get; private set; }

    public TimeSpan? NextDeadline => State == CallState.Ended
        ? null
        : Earliest(_firstResponseDue, Earliest(_connectedDue, Earliest(_ringDue, Earliest(_cancelDue, Earliest(_extensionDue, _durationDue)))));

    public bool TryTakeAction(out CallAction action) => _actions.TryDequeue(out action!);

    public void Handle(CallInput input, TimeSpan now)
    {
        if (State == CallState.Ended)
        {
            return;
        }

        switch (input)
        {
            case CallInput.MediaReady ready: OnMediaReady(ready, now); break;
            case CallInput.MediaAgreed agreed: OnMediaAgreed(agreed); break;
            case CallInput.MediaFailed failed: OnMediaFailed(failed, now); break;
            case CallInput.Trying when IsInviting: OnTrying(now); break;
            case CallInput.Progress progress when IsInviting: OnProgress(progress); break;
            case CallInput.Answered answered when IsInviting: OnAnswered(answered, now); break;
            case CallInput.Refused refused when IsInviting: OnRefused(refused, now); break;
            case CallInput.TrunkFull when IsInviting: OnTrunkFull(now); break;
            case CallInput.HungUp hungUp when _route >= 0: OnHungUp(hungUp); break;
            case CallInput.Adopted adopted when _route < 0: OnAdopted(adopted, now); break;
            case CallInput.MovedAway: OnMovedAway(); break;
            case CallInput.Stop stop: OnStop(stop.By, now); break;
        }
    }

    public void HandleDeadline(TimeSpan now)
    {
        if (State == CallState.Ended)
        {
            return;
        }

        if (Passed(ref _cancelDue, now))
        {
            End();
            return;
        }

        if (Passed(ref _ringDue, now))
        {
            RingTimedOut = true;
            OnStop("limit", now);
        }
        else if (Passed(ref _firstResponseDue, now))
        {
            _actions.Enqueue(new CallAction.CancelInvite());
            TryNextRoute(now);
        }

        if (Passed(ref _connectedDue, now))
        {
            TellConnected();
        }

        if (Passed(ref _extensionDue, now))
        {
            _actions.Enqueue(new CallAction.SendExtension(plan.Extension!));
        }

        if (Passed(ref _durationDue, now))
        {
            OnStop("limit", now);
        }
    }

    private bool IsInviting => _route >= 0 && !WasAnswered;

    private bool HasNextRoute => _route + 1 < plan.Routes.Count;

    private void OnMediaReady(CallInput.MediaReady ready, TimeSpan now)
    {
        if (_offer is not null || _cancelling)
        {
            return;
        }

        _offer = ready.Offer;
        _ringDue = now + plan.RingTimeout;
        _actions.Enqueue(new CallAction.ShowStatus("dialing"));
        TryNextRoute(now);
    }

    private void OnMediaAgreed(CallInput.MediaAgreed agreed)
    {
        Codec = agreed.Codec;
        if (agreed.Warning is not null && WasAnswered)
        {
            _actions.Enqueue(new CallAction.Tell(CallEventKind.Warning, agreed.Warning));
        }
    }

    private void OnMediaFailed(CallInput.MediaFailed failed, TimeSpan now)
    {
        _fault ??= failed.Why;
        OnStop(by: null, now);
    }

    private void OnTrying(TimeSpan now)
    {
        _firstResponseDue = null;
        if (!_connectedTold && !_cancelling)
        {
            _connectedDue ??= now + plan.ConnectedDelay;
        }
    }

    private void OnProgress(CallInput.Progress progress)
    {
        _firstResponseDue = null;
        if (_cancelling)
        {
            return;
        }

        if (!_rang)
        {
            _rang = true;
            State = CallState.Ringing;
            _actions.Enqueue(new CallAction.ShowStatus("ringing"));
        }

        if (progress.Sdp is not null && plan.EarlyMedia)
        {
            _actions.Enqueue(new CallAction.ApplyRemoteSdp(progress.Sdp, Early: true));
        }

        TellConnected();
    }

    private void OnAnswered(CallInput.Answered answered, TimeSpan now)
    {
        _firstResponseDue = _connectedDue = _ringDue = null;
        SipCode = 200;
        if (_cancelling)
        {
            // The answer crossed our CANCEL; the stack acknowledges it and hangs up. Nobody in the room ever had this party.
            return;
        }

        WasAnswered = true;
        State = CallState.Answered;
        TellConnected();
        if (answered.Sdp is not null)
        {
            _actions.Enqueue(new CallAction.ApplyRemoteSdp(answered.Sdp, Early: false));
        }

        _actions.Enqueue(new CallAction.ShowStatus("active"));
        _actions.Enqueue(new CallAction.EnterRoom());
        if (!_answerTold)
        {
            _answerTold = true;
            _actions.Enqueue(new CallAction.Tell(CallEventKind.Answered));
        }

        if (plan.Extension is not null)
        {
            _extensionDue = now + plan.ExtensionWait;
        }

        if (plan.MaxDuration is { } longest)
        {
            _durationDue = now + longest;
        }

        if (answered.Sdp is null)
        {
            OnMediaFailed(new CallInput.MediaFailed("the far end answered without a session description"), now);
        }
    }

    private void OnAdopted(CallInput.Adopted adopted, TimeSpan now)
    {
        _route = 0;
        OnAnswered(new CallInput.Answered(adopted.Sdp), now);
    }

    private void OnMovedAway()
    {
        EndedBy = "transfer";
        End();
    }

    private void OnRefused(CallInput.Refused refused, TimeSpan now)
    {
        SipCode = refused.Code;
        SipReason = refused.ReasonHeader ?? refused.Phrase;
        _firstResponseDue = null;
        if (!_cancelling && HasNextRoute && DialPlan.MayTryNext(_rang, refused.Code))
        {
            TryNextRoute(now);
            return;
        }

        if (!_cancelling && refused.Code is not null)
        {
            EndedBy = "callee";
        }

        End();
    }

    private void OnTrunkFull(TimeSpan now)
    {
        if (HasNextRoute)
        {
            TryNextRoute(now);
            return;
        }

        SipReason ??= "every trunk that could follow is at its limit";
        End();
    }

    private void OnHungUp(CallInput.HungUp hungUp)
    {
        _fault ??= _cancelling ? null : hungUp.Fault;
        SipReason = hungUp.ReasonHeader ?? SipReason;
        if (hungUp.ByFarEnd && !_cancelling)
        {
            EndedBy = "callee";
        }

        End();
    }

    private void OnStop(string? by, TimeSpan now)
    {
        if (_cancelling)
        {
            return;
        }

        EndedBy = by;
        if (WasAnswered)
        {
            _actions.Enqueue(new CallAction.HangUp());
            End();
        }
        else if (_route >= 0)
        {
            _cancelling = true;
            _firstResponseDue = _connectedDue = _ringDue = null;
            _cancelDue = now + plan.CancelPatience;
            _actions.Enqueue(new CallAction.CancelInvite());
        }
        else
        {
            End();
        }
    }

    private void TryNextRoute(TimeSpan now)
    {
        _route++;
        _firstResponseDue = HasNextRoute ? now + plan.FirstResponseTimeout : null;
        _actions.Enqueue(new CallAction.Invite(plan.Routes[_route], _offer!));
    }

    private void TellConnected()
    {
        _connectedDue = null;
        if (!_connectedTold)
        {
            _connectedTold = true;
            _actions.Enqueue(new CallAction.Tell(CallEventKind.Connected));
        }
    }

    private void End()
    {
        State = CallState.Ended;
        var outcome = CallOutcome.Of(
            new CallEnding(WasAnswered, _rang, StoppedHere: EndedBy is not (null or "callee"), RingTimedOut, SipCode, _fault),
            plan.ErrorsForUnanswered);
        Outcome = outcome;
        SipReason ??= _fault;
        _actions.Enqueue(new CallAction.ShowStatus("hangup"));
        _actions.Enqueue(new CallAction.LeaveRoom());
        _actions.Enqueue(outcome.IsError
            ? new CallAction.Tell(CallEventKind.Error, _fault ?? FailureText())
            : new CallAction.Tell(CallEventKind.Stopped));
        _actions.Enqueue(new CallAction.Forget());
    }

    private string FailureText() => SipCode is { } code ? $"SIP {code} {SipReason}" : SipReason ?? "the call could not be set up";

    private static bool Passed(ref TimeSpan? due, TimeSpan now)
    {
        if (due is null || due > now)
        {
            return false;
        }

        due = null;
        return true;
    }

    private static TimeSpan? Earliest(TimeSpan? a, TimeSpan? b) => a is null ? b : b is null ? a : a < b ? a : b;
}
