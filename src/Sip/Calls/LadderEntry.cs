using Switchroom.Sip.Flows;

namespace Switchroom.Sip.Calls;

/// <summary>One message of a call with its time and direction. Secrets are masked when it is read, so that making one costs little.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="IsSent">Sent by us, else received.</param>
/// <param name="Flow">Where it went or came from.</param>
/// <param name="Raw">The message as it was on the wire. Holds secrets: not for logs.</param>
public sealed record LadderEntry(TimeSpan At, bool IsSent, FlowId Flow, ReadOnlyMemory<byte> Raw)
{
    /// <summary>The start line.</summary>
    public string Summary => LadderText.StartLine(Raw.Span);

    /// <summary>The whole message with credentials and keys masked.</summary>
    public string Text => LadderText.Masked(Raw.Span);

    /// <inheritdoc/>
    public override string ToString() => $"{At.TotalSeconds:F3} {(IsSent ? "->" : "<-")} {Summary}";
}
