using static Switchroom.Sip.Transactions.ClientAction;
using static Switchroom.Sip.Transactions.ClientInput;
using static Switchroom.Sip.Transactions.TransactionState;

namespace Switchroom.Sip.Transactions;

/// <summary>RFC 3261 figure 6. Pairs not listed change nothing.</summary>
internal static class NonInviteClientMachine
{
    public static (TransactionState Next, ClientAction Action) Step(TransactionState state, ClientInput input) => (state, input) switch
    {
        (Trying, TimerE) => (Trying, SendRequest),
        (Trying, TimerF) => (Terminated, ReportTimeout),
        (Trying, TransportError) => (Terminated, ReportTransportError),
        (Trying, Provisional) => (Proceeding, Deliver),
        (Trying, Success or Failure) => (Completed, Deliver),

        (Proceeding, TimerE) => (Proceeding, SendRequest),
        (Proceeding, TimerF) => (Terminated, ReportTimeout),
        (Proceeding, TransportError) => (Terminated, ReportTransportError),
        (Proceeding, Provisional) => (Proceeding, Deliver),
        (Proceeding, Success or Failure) => (Completed, Deliver),

        (Completed, TimerK) => (Terminated, None),

        _ => (state, None),
    };
}
