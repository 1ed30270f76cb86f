namespace Switchroom.Sip;

/// <summary>What an endpoint holds right now. All zero when nothing is under way: what is left over is a leak.</summary>
/// <param name="ClientTransactions">Requests we sent.</param>
/// <param name="ServerTransactions">Requests we got.</param>
/// <param name="Calls">Call attempts and calls, both directions.</param>
/// <param name="Dialogs">Dialogs, early or confirmed, of all calls.</param>
/// <param name="Deliveries">Requests waiting for a name or a connection.</param>
/// <param name="Registrations">Registrations that are kept.</param>
/// <param name="Timers">Armed deadlines.</param>
public readonly record struct SipEndpointCounts(
    int ClientTransactions, int ServerTransactions, int Calls, int Dialogs, int Deliveries, int Registrations, int Timers);
