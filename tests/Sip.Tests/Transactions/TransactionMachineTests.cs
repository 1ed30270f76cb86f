using Switchroom.Sip.Transactions;
using static Switchroom.Sip.Transactions.TransactionState;

namespace Switchroom.Sip.Tests.Transactions;

/// <summary>
/// Each machine against its figure: one line per arrow, written from RFC 3261 figures 5 to 8 as changed by RFC 6026. Every pair
/// that has no line must change nothing.
/// </summary>
public sealed class TransactionMachineTests
{
    private const ClientAction Quiet = ClientAction.None;
    private const ServerAction Still = ServerAction.None;

    private static readonly Dictionary<(TransactionState, ClientInput), (TransactionState, ClientAction)> Figure5 = new()
    {
        [(Calling, ClientInput.TimerA)] = (Calling, ClientAction.SendRequest),
        [(Calling, ClientInput.TimerB)] = (Terminated, ClientAction.ReportTimeout),
        [(Calling, ClientInput.TransportError)] = (Terminated, ClientAction.ReportTransportError),
        [(Calling, ClientInput.Provisional)] = (Proceeding, ClientAction.Deliver),
        [(Calling, ClientInput.Success)] = (Accepted, ClientAction.Deliver),
        [(Calling, ClientInput.Failure)] = (Completed, ClientAction.Deliver | ClientAction.SendAck),
        [(Proceeding, ClientInput.Provisional)] = (Proceeding, ClientAction.Deliver),
        [(Proceeding, ClientInput.Success)] = (Accepted, ClientAction.Deliver),
        [(Proceeding, ClientInput.Failure)] = (Completed, ClientAction.Deliver | ClientAction.SendAck),
        [(Completed, ClientInput.Failure)] = (Completed, ClientAction.SendAck),
        [(Completed, ClientInput.TransportError)] = (Terminated, ClientAction.ReportTransportError),
        [(Completed, ClientInput.TimerD)] = (Terminated, Quiet),
        [(Accepted, ClientInput.Success)] = (Accepted, ClientAction.Deliver),
        [(Accepted, ClientInput.TimerM)] = (Terminated, Quiet),
    };

    private static readonly Dictionary<(TransactionState, ClientInput), (TransactionState, ClientAction)> Figure6 = new()
    {
        [(Trying, ClientInput.TimerE)] = (Trying, ClientAction.SendRequest),
        [(Trying, ClientInput.TimerF)] = (Terminated, ClientAction.ReportTimeout),
        [(Trying, ClientInput.TransportError)] = (Terminated, ClientAction.ReportTransportError),
        [(Trying, ClientInput.Provisional)] = (Proceeding, ClientAction.Deliver),
        [(Trying, ClientInput.Success)] = (Completed, ClientAction.Deliver),
        [(Trying, ClientInput.Failure)] = (Completed, ClientAction.Deliver),
        [(Proceeding, ClientInput.TimerE)] = (Proceeding, ClientAction.SendRequest),
        [(Proceeding, ClientInput.TimerF)] = (Terminated, ClientAction.ReportTimeout),
        [(Proceeding, ClientInput.TransportError)] = (Terminated, ClientAction.ReportTransportError),
        [(Proceeding, ClientInput.Provisional)] = (Proceeding, ClientAction.Deliver),
        [(Proceeding, ClientInput.Success)] = (Completed, ClientAction.Deliver),
        [(Proceeding, ClientInput.Failure)] = (Completed, ClientAction.Deliver),
        [(Completed, ClientInput.TimerK)] = (Terminated, Quiet),
    };

    private static readonly Dictionary<(TransactionState, ServerInput), (TransactionState, ServerAction)> Figure7 = new()
    {
        [(Proceeding, ServerInput.Request)] = (Proceeding, ServerAction.RepeatResponse),
        [(Proceeding, ServerInput.Provisional)] = (Proceeding, ServerAction.SendResponse),
        [(Proceeding, ServerInput.Success)] = (Accepted, ServerAction.SendResponse),
        [(Proceeding, ServerInput.Failure)] = (Completed, ServerAction.SendResponse),
        [(Proceeding, ServerInput.TransportError)] = (Proceeding, ServerAction.ReportTransportError),
        [(Completed, ServerInput.Request)] = (Completed, ServerAction.RepeatResponse),
        [(Completed, ServerInput.TimerG)] = (Completed, ServerAction.RepeatResponse),
        [(Completed, ServerInput.Ack)] = (Confirmed, Still),
        [(Completed, ServerInput.TimerH)] = (Terminated, ServerAction.ReportTimeout),
        [(Completed, ServerInput.TransportError)] = (Completed, ServerAction.ReportTransportError),
        [(Confirmed, ServerInput.TimerI)] = (Terminated, Still),
        [(Accepted, ServerInput.Success)] = (Accepted, ServerAction.SendResponse),
        [(Accepted, ServerInput.Ack)] = (Accepted, ServerAction.DeliverAck),
        [(Accepted, ServerInput.TransportError)] = (Accepted, ServerAction.ReportTransportError),
        [(Accepted, ServerInput.TimerL)] = (Terminated, Still),
    };

    private static readonly Dictionary<(TransactionState, ServerInput), (TransactionState, ServerAction)> Figure8 = new()
    {
        [(Trying, ServerInput.Provisional)] = (Proceeding, ServerAction.SendResponse),
        [(Trying, ServerInput.Success)] = (Completed, ServerAction.SendResponse),
        [(Trying, ServerInput.Failure)] = (Completed, ServerAction.SendResponse),
        [(Proceeding, ServerInput.Request)] = (Proceeding, ServerAction.RepeatResponse),
        [(Proceeding, ServerInput.Provisional)] = (Proceeding, ServerAction.SendResponse),
        [(Proceeding, ServerInput.Success)] = (Completed, ServerAction.SendResponse),
        [(Proceeding, ServerInput.Failure)] = (Completed, ServerAction.SendResponse),
        [(Proceeding, ServerInput.TransportError)] = (Terminated, ServerAction.ReportTransportError),
        [(Completed, ServerInput.Request)] = (Completed, ServerAction.RepeatResponse),
        [(Completed, ServerInput.TransportError)] = (Terminated, ServerAction.ReportTransportError),
        [(Completed, ServerInput.TimerJ)] = (Terminated, Still),
    };

    [Fact]
    public void TheInviteClientFollowsFigure5WithRfc6026() => Compare(Figure5, InviteClientMachine.Step);

    [Fact]
    public void TheNonInviteClientFollowsFigure6() => Compare(Figure6, NonInviteClientMachine.Step);

    [Fact]
    public void TheInviteServerFollowsFigure7WithRfc6026() => Compare(Figure7, InviteServerMachine.Step);

    [Fact]
    public void TheNonInviteServerFollowsFigure8() => Compare(Figure8, NonInviteServerMachine.Step);

    private static void Compare<TInput, TAction>(
        Dictionary<(TransactionState, TInput), (TransactionState, TAction)> figure,
        Func<TransactionState, TInput, (TransactionState, TAction)> step)
        where TInput : struct, Enum
        where TAction : struct, Enum
    {
        foreach (var state in Enum.GetValues<TransactionState>())
        {
            foreach (var input in Enum.GetValues<TInput>())
            {
                var expected = figure.TryGetValue((state, input), out var arrow) ? arrow : (state, default);
                Assert.Equal(expected, step(state, input));
            }
        }
    }
}
