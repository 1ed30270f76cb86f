using static Switchroom.Sip.Transactions.ClientAction;
using static Switchroom.Sip.Transactions.ClientInput;
using static Switchroom.Sip.Transactions.TransactionState;

namespace Switchroom.Sip.Transactions;

/// <summary>RFC 3261 figure 5, with the Accepted state of RFC 6026 section 7.2. Pairs not listed change nothing.</summary>
internal static class InviteClientMachine
{
    public static (TransactionState Next, ClientAction Action) Step(TransactionState state, ClientInput input) => (state, input) switch
    {
        (Calling, TimerA) => (Calling, SendRequest),
        (Calling, TimerB) => (Terminated, ReportTimeout),
        (Calling, TransportError) => (Terminated, ReportTransportError),
        (Calling, Provisional) => (Proceeding, Deliver),
        (Calling, Success) => (Accepted, Deliver),
        (Calling, Failure) => (Completed, SendAck | Deliver),

        (Proceeding, Provisional) => (Proceeding, Deliver),
        (Proceeding, Success) => (Accepted, Deliver),
        (Proceeding, Failure) => (Completed, SendAck | Deliver),

        (Completed, Failure) => (Completed, SendAck),
        (Completed, TransportError) => (Terminated, ReportTransportError),
        (Completed, TimerD) => (Terminated, None),

        // RFC 6026 8.4: every 2xx, also from another branch of a fork, reaches the user until timer M.
        (Accepted, Success) => (Accepted, Deliver),
        (Accepted, TimerM) => (Terminated, None),

        _ => (state, None),
    };
}
