using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Dialogs;

/// <summary>Keeps one session alive, or notices that its peer is gone (RFC 4028).</summary>
internal sealed class SessionTimer(Session session) : ITimed
{
    private const uint DefaultMinSe = 90;

    private static readonly SipParameters RefresherUac = SipParameters.Empty.With("refresher", "uac");
    private static readonly SipParameters RefresherUas = SipParameters.Empty.With("refresher", "uas");

    private Deadline? _refresh;
    private Deadline? _expiry;
    private uint _expires;
    private bool _weRefresh;
    private uint _peerMinimum;

    private SipEndpointOptions Options => session.Context.Options;

    private uint Minimum => (uint)Options.MinSessionExpires.TotalSeconds;

    /// <summary>Asks for a timer in an INVITE that starts a call.</summary>
    public static void AskIn(SipRequest invite, SipEndpointOptions options, uint peerMinimum)
    {
        if (options.SessionExpires is { } wish)
        {
            invite.SessionExpires = new Seconds(Math.Max((uint)wish.TotalSeconds, peerMinimum));
            if (peerMinimum > 0)
            {
                invite.MinSe = new Seconds(peerMinimum);
            }
        }
    }

    /// <summary>Keeps the roles in a re-INVITE or UPDATE of ours (RFC 4028 section 7.4).</summary>
    public void AskAgainIn(SipRequest request)
    {
        if (_expires > 0)
        {
            request.SessionExpires = new Seconds(Math.Max(_expires, _peerMinimum)) { Parameters = _weRefresh ? RefresherUac : RefresherUas };
            if (_peerMinimum > 0)
            {
                request.MinSe = new Seconds(_peerMinimum);
            }
        }
    }

    /// <summary>The peer found our interval too small.</summary>
    public void Raise(SipResponse tooSmall) => _peerMinimum = Math.Max(_peerMinimum, tooSmall.MinSe?.Value ?? DefaultMinSe);

    /// <summary>As the receiver of an INVITE or UPDATE: what to answer.</summary>
    public static SessionTimerDecision Decide(SipRequest request, SipEndpointOptions options) =>
        SessionTimerDecision.For(
            new SessionTimerAsk(
                request.SessionExpires?.Value,
                request.SessionExpires?.Refresher switch { "uac" => Refresher.Uac, "uas" => Refresher.Uas, _ => null },
                request.MinSe?.Value ?? DefaultMinSe,
                request.HasToken(SipHeader.Supported, "timer")),
            options.SessionExpires is { } wish ? (uint)wish.TotalSeconds : null,
            (uint)options.MinSessionExpires.TotalSeconds);

    /// <summary>As the receiver of an INVITE or UPDATE that is accepted: writes the decision into the 2xx and starts anew.</summary>
    public void AnswerIn(SipResponse success, SessionTimerDecision decision)
    {
        if (decision.Expires > 0)
        {
            var uac = decision.Refresher == Refresher.Uac;
            success.SessionExpires = new Seconds(decision.Expires) { Parameters = uac ? RefresherUac : RefresherUas };
            if (decision.Require)
            {
                success.Headers.Add(SipHeader.Require, "timer");
            }
        }

        Start(decision.Expires, weRefresh: decision.Refresher == Refresher.Uas);
    }

    /// <summary>As the sender: takes over what the 2xx says. Without Session-Expires there is no timer (RFC 4028 section 7.2).</summary>
    public void Adopt(SipResponse success) => Start(success.SessionExpires?.Value ?? 0, weRefresh: success.SessionExpires?.Refresher != "uas");

    public void Stop()
    {
        session.Context.Timers.Cancel(ref _refresh);
        session.Context.Timers.Cancel(ref _expiry);
    }

    public void HandleTimer(TimerName name, TimeSpan now)
    {
        if (name == TimerName.SessionRefresh)
        {
            _refresh = null;
            session.Offers.Refresh();
        }
        else
        {
            _expiry = null;
            session.HangUp(CallParty.Endpoint, CallEndCause.SessionExpired, Token.Reason("SIP", 408, "Session expired"));
        }
    }

    private void Start(uint seconds, bool weRefresh)
    {
        Stop();
        _expires = seconds == 0 ? 0 : Math.Max(seconds, Minimum);
        _weRefresh = weRefresh;
        if (_expires == 0)
        {
            return;
        }

        // RFC 4028 section 10: who refreshes does so at half time; who waits gives up a little before the end.
        var whole = TimeSpan.FromSeconds(_expires);
        var early = TimeSpan.FromSeconds(Math.Min(32, _expires / 3));
        _expiry = session.Context.Arm(weRefresh ? whole : whole - early, this, TimerName.SessionExpiry);
        if (weRefresh)
        {
            _refresh = session.Context.Arm(whole / 2, this, TimerName.SessionRefresh);
        }
    }
}
