using Switchroom.Sip.Registrations;

namespace Switchroom.Sip;

/// <summary>What an endpoint tells its owner. A closed set: calls are in <see cref="Calls.CallEvent"/>, the rest is here.</summary>
/// <param name="At">Monotonic time.</param>
public abstract record SipEvent(TimeSpan At);

/// <summary>An answer to <see cref="SendOptions"/>.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Number">The owner's number.</param>
/// <param name="Status">The status; 408 if nothing came, 503 if the target could not be reached.</param>
public sealed record OptionsAnswered(TimeSpan At, long Number, int Status) : SipEvent(At);

/// <summary>A registration changed its state.</summary>
/// <param name="At">Monotonic time.</param>
/// <param name="Key">The registration.</param>
/// <param name="State">What it is now.</param>
/// <param name="Status">The last final status; 0 if none came.</param>
/// <param name="Detail">Reason phrase, or what went wrong.</param>
public sealed record RegistrationChanged(TimeSpan At, RegistrationKey Key, RegistrationState State, int Status, string Detail) : SipEvent(At)
{
    /// <summary>The flow that the registrar may send requests on, once registered.</summary>
    public Flows.FlowId? Flow { get; init; }
}
