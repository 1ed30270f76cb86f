namespace Switchroom.Sip.Dialogs;

/// <summary>Who refreshes a session (RFC 4028 section 4).</summary>
internal enum Refresher
{
    /// <summary>The sender of the request that set the timer.</summary>
    Uac,

    /// <summary>Its receiver.</summary>
    Uas,
}

/// <summary>What a received request asks about the session's lifetime.</summary>
/// <param name="Expires">Session-Expires in seconds; null if absent.</param>
/// <param name="Refresher">Its refresher parameter.</param>
/// <param name="MinSe">Min-SE in seconds; 90 if absent.</param>
/// <param name="PeerSupports">Whether <c>timer</c> is in Supported.</param>
internal readonly record struct SessionTimerAsk(uint? Expires, Refresher? Refresher, uint MinSe, bool PeerSupports);

/// <summary>What the receiver of such a request answers (RFC 4028 section 9).</summary>
/// <param name="TooSmall">Refuse with 422 and our Min-SE.</param>
/// <param name="Expires">The lifetime in seconds; 0 for no timer.</param>
/// <param name="Refresher">Who refreshes.</param>
/// <param name="Require">Whether the 2xx requires <c>timer</c>: only if the peer is to refresh.</param>
internal readonly record struct SessionTimerDecision(bool TooSmall, uint Expires, Refresher Refresher, bool Require)
{
    public static SessionTimerDecision For(SessionTimerAsk ask, uint? wish, uint minimum)
    {
        if (ask.Expires is { } asked)
        {
            if (asked < minimum && ask.PeerSupports)
            {
                return new SessionTimerDecision(true, 0, default, false);
            }

            // A peer without timers cannot take 422; a proxy put the header there, and the lifetime may not be lowered or ignored: raise it.
            var expires = Math.Max(asked, minimum);
            var refresher = !ask.PeerSupports ? Dialogs.Refresher.Uas : ask.Refresher ?? Dialogs.Refresher.Uac;
            return new SessionTimerDecision(false, expires, refresher, refresher == Dialogs.Refresher.Uac);
        }

        return wish is not { } seconds
            ? default
            : new SessionTimerDecision(
                false,
                Math.Max(seconds, Math.Max(ask.MinSe, minimum)),
                ask.PeerSupports ? Dialogs.Refresher.Uac : Dialogs.Refresher.Uas,
                ask.PeerSupports);
    }
}
