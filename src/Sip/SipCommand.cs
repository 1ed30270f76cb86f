using Switchroom.Sip.Messages;
using Switchroom.Sip.Registrations;

namespace Switchroom.Sip;

/// <summary>What the owner of an endpoint can ask of it. A closed set: calls are in <see cref="Calls.CallCommand"/>, the rest is here.</summary>
public abstract record SipCommand;

/// <summary>Starts or stops draining: new calls and OPTIONS get 503 with Retry-After, calls in progress go on.</summary>
/// <param name="On">Whether to drain.</param>
/// <param name="RetryAfter">What to tell those who are turned away.</param>
public sealed record SetDraining(bool On, TimeSpan RetryAfter) : SipCommand;

/// <summary>Registers and keeps registered until <see cref="StopRegistration"/>.</summary>
public sealed record StartRegistration(RegistrationKey Key, RegistrationRequest Request) : SipCommand;

/// <summary>Withdraws a registration.</summary>
public sealed record StopRegistration(RegistrationKey Key) : SipCommand;

/// <summary>Asks a server whether it is well (RFC 3261 section 11); answered by <see cref="OptionsAnswered"/> with the same number.</summary>
/// <param name="Number">The owner's number for this question.</param>
/// <param name="Target">Whom to ask.</param>
public sealed record SendOptions(long Number, SipUri Target) : SipCommand;
