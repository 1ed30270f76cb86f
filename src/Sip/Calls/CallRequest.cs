using Switchroom.Sip.Messages;

namespace Switchroom.Sip.Calls;

/// <summary>Everything about one outgoing call attempt.</summary>
public sealed record CallRequest
{
    /// <summary>Whom to call: the Request-URI, and To unless <see cref="To"/> is given. Header parameters in it are ignored.</summary>
    public required SipUri Target { get; init; }

    /// <summary>Who calls: the URI of From.</summary>
    public required SipUri From { get; init; }

    /// <summary>Display name of From.</summary>
    public string? DisplayName { get; init; }

    /// <summary>To, when it differs from the target.</summary>
    public SipUri? To { get; init; }

    /// <summary>The offer; null asks the callee for one (a delayed offer).</summary>
    public SipBody? Offer { get; init; }

    /// <summary>Headers to add, in order. Those the endpoint writes itself fail the call with <see cref="CallFailureCause.InvalidRequest"/>.</summary>
    public IReadOnlyList<ExtraHeader> Headers { get; init; } = [];

    /// <summary>Routes to preload, first hop first: an outbound proxy, a service route.</summary>
    public IReadOnlyList<SipUri> Route { get; init; } = [];

    /// <summary>User and password for 401 and 407; null lets those fail the call.</summary>
    public CallCredentials? Credentials { get; init; }

    /// <summary>Hides the caller: From is anonymous, and Privacy: id is sent (RFC 3323, 3325).</summary>
    public bool HideCaller { get; init; }

    /// <summary>P-Asserted-Identity for a trunk that trusts us (RFC 3325).</summary>
    public SipUri? AssertedIdentity { get; init; }

    /// <summary>Gives up (CANCEL) when nobody answers in this time. At least one second.</summary>
    public TimeSpan RingTimeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>What to do on a 3xx.</summary>
    public RedirectPolicy Redirects { get; init; } = RedirectPolicy.Fail;

    /// <summary>Most redirections of one attempt, when they are followed.</summary>
    public int RedirectLimit { get; init; } = 5;

    /// <summary>A dialog of the callee that this call takes the place of (RFC 3891).</summary>
    public Replaces? Replaces { get; init; }

    /// <summary>Who asked for this call (RFC 3892).</summary>
    public NameAddr? ReferredBy { get; init; }

    /// <summary>Where to send from, when not by the target's own resolution: a flow kept open by a registration.</summary>
    public Flows.FlowId? Flow { get; init; }
}

/// <summary>A user name and password for digest.</summary>
/// <param name="UserName">User name.</param>
/// <param name="Password">Password; never logged, never in a ladder.</param>
public sealed record CallCredentials(string UserName, string Password)
{
    /// <inheritdoc/>
    public override string ToString() => $"{UserName}:***";
}

/// <summary>What a 3xx leads to.</summary>
public enum RedirectPolicy
{
    /// <summary>The call fails; its contacts are in the event.</summary>
    Fail,

    /// <summary>A <see cref="CallRedirected"/> asks the owner, who answers with <see cref="FollowRedirect"/> or <see cref="HangUp"/>.</summary>
    Ask,

    /// <summary>Follows the contacts in order, one INVITE at a time.</summary>
    Follow,
}
