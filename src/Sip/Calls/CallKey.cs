namespace Switchroom.Sip.Calls;

/// <summary>Names one call attempt or call towards its owner. The owner chooses it for outgoing calls, the endpoint for incoming ones.</summary>
/// <param name="Value">Unique among the calls of one endpoint.</param>
public readonly record struct CallKey(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
