using Switchroom.Sip.Calls;
using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Registrations;

/// <summary>Names one registration towards its owner.</summary>
/// <param name="Value">Chosen by the owner.</param>
public readonly record struct RegistrationKey(Guid Value);

/// <summary>What to register (RFC 3261 section 10).</summary>
public sealed record RegistrationRequest
{
    /// <summary>The registrar, for example <c>sip:example.com</c>.</summary>
    public required SipUri Registrar { get; init; }

    /// <summary>The address of record.</summary>
    public required SipUri AddressOfRecord { get; init; }

    /// <summary>User and password.</summary>
    public CallCredentials? Credentials { get; init; }

    /// <summary>An outbound proxy, as preloaded route.</summary>
    public IReadOnlyList<SipUri> Route { get; init; } = [];

    /// <summary>Asked lifetime; the registrar may change it.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>The states of a registration.</summary>
public enum RegistrationState
{
    /// <summary>A REGISTER is under way for the first time or after a failure.</summary>
    Registering,

    /// <summary>The registrar has our contact.</summary>
    Registered,

    /// <summary>The last REGISTER failed; another follows by itself.</summary>
    Retrying,

    /// <summary>Refused for a reason that trying again does not cure; nothing follows.</summary>
    Failed,

    /// <summary>Withdrawn.</summary>
    Removed,
}
