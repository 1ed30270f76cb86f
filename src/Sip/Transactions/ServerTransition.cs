namespace Switchroom.Sip.Transactions;

/// <summary>What can happen to a server transaction.</summary>
internal enum ServerInput
{
    TimerG,
    TimerH,
    TimerI,
    TimerJ,
    TimerL,

    /// <summary>The request, again.</summary>
    Request,

    /// <summary>An ACK that matches this INVITE.</summary>
    Ack,

    /// <summary>The user responds 1xx.</summary>
    Provisional,

    /// <summary>The user responds 2xx.</summary>
    Success,

    /// <summary>The user responds 300 to 699.</summary>
    Failure,

    TransportError,
}

/// <summary>What a server transaction does on a transition.</summary>
[Flags]
internal enum ServerAction
{
    None = 0,

    /// <summary>Sends the user's new response.</summary>
    SendResponse = 1,

    /// <summary>Sends the latest response again.</summary>
    RepeatResponse = 2,

    /// <summary>Passes an ACK of a 2xx to the transaction user.</summary>
    DeliverAck = 4,

    /// <summary>Tells the user that no ACK came in time.</summary>
    ReportTimeout = 8,

    /// <summary>Tells the user that a response could not be sent.</summary>
    ReportTransportError = 16,
}
