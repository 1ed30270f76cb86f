namespace Switchroom.Sip.Transactions;

/// <summary>The timer values of RFC 3261 table 4, RFC 6026 and RFC 3262, derived from T1, T2 and T4.</summary>
public sealed record SipTimers
{
    /// <summary>Estimated round trip; first retransmission interval. RFC 3261 17.1.1.1, 500 ms.</summary>
    public TimeSpan T1 { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest retransmission interval of non-INVITE requests and INVITE responses. RFC 3261 17.1.2.1, 4 s.</summary>
    public TimeSpan T2 { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Longest time a message stays in the network. RFC 3261 17.1.2.2, 5 s.</summary>
    public TimeSpan T4 { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a completed INVITE client transaction absorbs repeated failures over UDP. RFC 3261 17.1.1.2, at least 32 s.</summary>
    public TimeSpan TimerD { get; init; } = TimeSpan.FromSeconds(32);

    /// <summary>64 x T1: timers B, F, H, J, L, M, and how long a 2xx or a reliable provisional is repeated.</summary>
    public TimeSpan TransactionTimeout => T1 * 64;
}
