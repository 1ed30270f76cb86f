namespace Switchroom.Sip.Transactions;

/// <summary>What can happen to a client transaction.</summary>
internal enum ClientInput
{
    TimerA,
    TimerB,
    TimerD,
    TimerE,
    TimerF,
    TimerK,
    TimerM,

    /// <summary>1xx.</summary>
    Provisional,

    /// <summary>2xx.</summary>
    Success,

    /// <summary>300 to 699.</summary>
    Failure,

    TransportError,
}

/// <summary>What a client transaction does on a transition.</summary>
[Flags]
internal enum ClientAction
{
    None = 0,

    /// <summary>Sends the request again.</summary>
    SendRequest = 1,

    /// <summary>Passes the response to the transaction user.</summary>
    Deliver = 2,

    /// <summary>Sends the ACK of a failure (RFC 3261 17.1.1.3).</summary>
    SendAck = 4,

    /// <summary>Tells the user that nothing came in time.</summary>
    ReportTimeout = 8,

    /// <summary>Tells the user that the request could not be sent.</summary>
    ReportTransportError = 16,
}
