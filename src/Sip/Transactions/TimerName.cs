namespace Switchroom.Sip.Transactions;

/// <summary>What a deadline is for: the letters of RFC 3261 table 4 and RFC 6026, then the timers of dialogs and the endpoint.</summary>
internal enum TimerName
{
    TimerA,
    TimerB,
    TimerD,
    TimerE,
    TimerF,
    TimerG,
    TimerH,
    TimerI,
    TimerJ,
    TimerK,
    TimerL,
    TimerM,

    /// <summary>Repeat a 2xx that has no ACK yet (RFC 3261 13.3.1.4).</summary>
    RepeatAnswer,

    /// <summary>No ACK came for 64 x T1 (RFC 3261 13.3.1.4).</summary>
    AnswerUnacknowledged,

    /// <summary>Repeat a reliable provisional that has no PRACK yet (RFC 3262 section 3).</summary>
    RepeatProvisional,

    /// <summary>No PRACK came for 64 x T1 (RFC 3262 section 3).</summary>
    ProvisionalUnacknowledged,

    /// <summary>Repeat an unanswered call's provisional so that proxies keep waiting (RFC 3261 13.3.1.1).</summary>
    RefreshProvisional,

    /// <summary>Give up on 2xx from other branches of a forked INVITE (RFC 3261 13.2.2.4).</summary>
    ForksSettled,

    /// <summary>Try a glared offer again (RFC 3261 14.1).</summary>
    RetryOffer,

    /// <summary>Send a session refresh (RFC 4028 section 7.2).</summary>
    SessionRefresh,

    /// <summary>The session expired without a refresh (RFC 4028 section 10).</summary>
    SessionExpiry,

    /// <summary>Nobody answered the call in the time its owner gave it.</summary>
    RingTimeout,

    /// <summary>The peer accepted our CANCEL but never sent a final response to the INVITE (RFC 3261 9.1).</summary>
    CancelUnanswered,

    /// <summary>The owner did not answer a request in time.</summary>
    OwnerSilent,

    /// <summary>A refer subscription expires (RFC 3515 section 2.4.4).</summary>
    SubscriptionExpiry,

    /// <summary>Refresh or retry a registration (RFC 3261 10.2.4).</summary>
    RegistrationRefresh,

    /// <summary>Send a keep-alive on a flow (RFC 5626 section 3.5).</summary>
    KeepAlive,

    /// <summary>A resolution or a connection did not come back.</summary>
    DeliveryStalled,
}
