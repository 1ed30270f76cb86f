using Switchroom.Sip;
using Switchroom.Sip.Flows;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>What the thread's mailbox holds.</summary>
internal enum SipInputKind
{
    Message,
    Accepted,
    Opened,
    Failed,
    Closed,

    /// <summary>ICMP says that a UDP peer is not there.</summary>
    Unreachable,
    Resolved,
    Command,

    /// <summary>A deadline of the endpoint is due.</summary>
    Deadline,

    /// <summary>Nothing: it wakes the thread.</summary>
    Nothing,
}

/// <summary>One entry of the mailbox; which fields are set depends on the kind.</summary>
internal readonly record struct SipInput(SipInputKind Kind)
{
    public FlowId Flow { get; init; }

    /// <summary>A rented buffer that the thread gives back.</summary>
    public byte[]? Buffer { get; init; }

    public int Length { get; init; }

    public long Ticket { get; init; }

    public string? Why { get; init; }

    public IReadOnlyList<SipTarget>? Targets { get; init; }

    public SipCommand? Command { get; init; }
}
