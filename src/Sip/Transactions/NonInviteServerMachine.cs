using static Switchroom.Sip.Transactions.ServerAction;
using static Switchroom.Sip.Transactions.ServerInput;
using static Switchroom.Sip.Transactions.TransactionState;

namespace Switchroom.Sip.Transactions;

/// <summary>RFC 3261 figure 8. Pairs not listed change nothing.</summary>
internal static class NonInviteServerMachine
{
    public static (TransactionState Next, ServerAction Action) Step(TransactionState state, ServerInput input) => (state, input) switch
    {
        (Trying, Provisional) => (Proceeding, SendResponse),
        (Trying, Success or Failure) => (Completed, SendResponse),

        (Proceeding, Request) => (Proceeding, RepeatResponse),
        (Proceeding, Provisional) => (Proceeding, SendResponse),
        (Proceeding, Success or Failure) => (Completed, SendResponse),
        (Proceeding, TransportError) => (Terminated, ReportTransportError),

        (Completed, Request) => (Completed, RepeatResponse),
        (Completed, TransportError) => (Terminated, ReportTransportError),
        (Completed, TimerJ) => (Terminated, None),

        _ => (state, None),
    };
}
