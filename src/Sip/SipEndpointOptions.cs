using Switchroom.Sip.Flows;
using Switchroom.Sip.Transactions;

namespace Switchroom.Sip;

/// <summary>What an endpoint is and how much it takes on. Every limit is per endpoint unless it says otherwise.</summary>
public sealed record SipEndpointOptions
{
    /// <summary>Where the server listens. At least one; the first of a transport and address family is the one used for sending.</summary>
    public required IReadOnlyList<ListeningPoint> ListeningPoints { get; init; }

    /// <summary>User-Agent and Server.</summary>
    public string Product { get; init; } = "Switchroom";

    /// <summary>
    /// Whether a request may go to the address that a URI names by itself: a target's, a Route's, a redirection's, a peer's Contact. Names are resolved by the
    /// owner, who leaves out what may not be.
    /// </summary>
    public Func<Messages.SipUri, System.Net.IPAddress, bool> Permits { get; init; } = (_, _) => true;

    /// <summary>User part of Contact when a call has none of its own.</summary>
    public string ContactUser { get; init; } = "switchroom";

    /// <summary>Bounds on one message.</summary>
    public Messages.SipLimits MessageLimits { get; init; } = Messages.SipLimits.Default;

    /// <summary>Transaction timers.</summary>
    public SipTimers Timers { get; init; } = new();

    /// <summary>Largest request sent over UDP before it goes to TCP (RFC 3261 18.1.1), bytes.</summary>
    public int UdpRequestLimit { get; init; } = 1300;

    /// <summary>Calls at once, both directions, answered or not.</summary>
    public int CallLimit { get; init; } = 20_000;

    /// <summary>Incoming calls from one address at once, answered or not.</summary>
    public int CallLimitPerSource { get; init; } = 1_000;

    /// <summary>Server transactions of one address at once; above it new requests get 503 or, for a flood, nothing.</summary>
    public int TransactionLimitPerSource { get; init; } = 4_000;

    /// <summary>Server transactions at once; above it new requests outside dialogs are not answered.</summary>
    public int TransactionLimit { get; init; } = 100_000;

    /// <summary>Branches of one forked call that are followed; further ones are ended as soon as they answer.</summary>
    public int ForkLimit { get; init; } = 16;

    /// <summary>Session-Expires we ask for (RFC 4028); null asks for none. A peer that asks gets timers in any case.</summary>
    public TimeSpan? SessionExpires { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Smallest session interval accepted (RFC 4028 section 5: at least 90 s).</summary>
    public TimeSpan MinSessionExpires { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long the owner may leave an incoming call without ringing or answering it, and an incoming offer or REFER without an answer.</summary>
    public TimeSpan OwnerPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an incoming call may ring.</summary>
    public TimeSpan IncomingRingLimit { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long one resolution or connection may take.</summary>
    public TimeSpan DeliveryPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between keep-alives on the UDP flow of a registration (RFC 5626 3.5.2).</summary>
    public TimeSpan UdpKeepAlive { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Between keep-alives on the connection of a registration (RFC 5626 3.5.1).</summary>
    public TimeSpan StreamKeepAlive { get; init; } = TimeSpan.FromSeconds(95);

    /// <summary>Whether each message of a call becomes a <see cref="Calls.CallMessage"/>.</summary>
    public bool Ladders { get; init; } = true;
}
