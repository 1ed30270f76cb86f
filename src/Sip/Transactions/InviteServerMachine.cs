using static Switchroom.Sip.Transactions.ServerAction;
using static Switchroom.Sip.Transactions.ServerInput;
using static Switchroom.Sip.Transactions.TransactionState;

namespace Switchroom.Sip.Transactions;

/// <summary>RFC 3261 figure 7, with the Accepted state of RFC 6026 section 7.1. Pairs not listed change nothing.</summary>
internal static class InviteServerMachine
{
    public static (TransactionState Next, ServerAction Action) Step(TransactionState state, ServerInput input) => (state, input) switch
    {
        (Proceeding, Request) => (Proceeding, RepeatResponse),
        (Proceeding, Provisional) => (Proceeding, SendResponse),
        (Proceeding, Success) => (Accepted, SendResponse),
        (Proceeding, Failure) => (Completed, SendResponse),
        (Proceeding, TransportError) => (Proceeding, ReportTransportError),

        (Completed, Request) => (Completed, RepeatResponse),
        (Completed, TimerG) => (Completed, RepeatResponse),
        (Completed, Ack) => (Confirmed, None),
        (Completed, TimerH) => (Terminated, ReportTimeout),
        (Completed, TransportError) => (Completed, ReportTransportError),

        (Confirmed, TimerI) => (Terminated, None),

        // RFC 6026 7.1: a repeated INVITE is absorbed, since the user itself repeats its 2xx until the ACK.
        (Accepted, Success) => (Accepted, SendResponse),
        (Accepted, Ack) => (Accepted, DeliverAck),
        (Accepted, TransportError) => (Accepted, ReportTransportError),
        (Accepted, TimerL) => (Terminated, None),

        _ => (state, None),
    };
}
