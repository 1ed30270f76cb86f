namespace Switchroom.Sip.Transactions;

/// <summary>The states of RFC 3261 figures 5 to 8, with Accepted of RFC 6026.</summary>
internal enum TransactionState
{
    /// <summary>INVITE client: sent, nothing heard.</summary>
    Calling,

    /// <summary>Non-INVITE: sent or received, nothing answered.</summary>
    Trying,

    /// <summary>A provisional response went by; an INVITE server starts here.</summary>
    Proceeding,

    /// <summary>A final response went by; repeats are absorbed.</summary>
    Completed,

    /// <summary>INVITE server: the ACK of a failure arrived.</summary>
    Confirmed,

    /// <summary>INVITE: a 2xx went by; more 2xx and their ACKs belong to the user (RFC 6026).</summary>
    Accepted,

    /// <summary>Gone.</summary>
    Terminated,
}
