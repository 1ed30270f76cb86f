using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Events;
using Switchroom.Server.Storage;
using Switchroom.Sip.Calls;

namespace Switchroom.Server.Phone;

/// <summary>
/// Ends the calls that a crash cut off: their far ends get a BYE where their dialog is known, and what the last process left as under way is told as over,
/// before this one takes its first request. So do the far ends of calls that had ended without their confirmation. A crash in between does it again: a second BYE harms nobody, a second event has the first one's id.
/// </summary>
internal sealed partial class CallRecovery(
    Store store, NodeId node, EventJournal journal, CutCalls calls, TimeProvider clock, ILogger<CallRecovery> log) : IHostedService
{
    private const string Fault = "the server stopped unexpectedly";

    /// <summary>How long after the end of a call its BYE is repeated: far ends that heard none have given up by then.</summary>
    private static readonly TimeSpan RepeatWithin = TimeSpan.FromDays(1);

    // Above any number a call reaches by itself, so that the id cannot meet one that was delivered before the crash.
    private const int CrashSequence = 99;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        List<StoredCallLeg> cut, unconfirmed;
        var since = clock.GetUtcNow() - RepeatWithin;
        await using (var context = store.Open())
        {
            cut = await context.CallLegs.Where(leg => leg.State != "ended" && (leg.NodeId == node.Value || leg.NodeId == null)).OrderBy(leg => leg.CreatedAt).ToListAsync(cancellationToken);
            unconfirmed = await context.CallLegs
                .Where(leg => leg.State == "ended" && leg.EndedAt > since && leg.Recovery != null && (leg.NodeId == node.Value || leg.NodeId == null)).ToListAsync(cancellationToken);
            await calls.HangUpAsync(context, [.. cut, .. unconfirmed], cancellationToken);
        }

        foreach (var leg in cut)
        {
            await EndAsync(leg);
        }

        foreach (var leg in unconfirmed)
        {
            await journal.RecordAsync(leg.DomainId, async context => Forget(await context.CallLegs.SingleAsync(each => each.Id == leg.Id)));
        }

        if (cut.Count > 0)
        {
            LogEnded(cut.Count);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task EndAsync(StoredCallLeg leg)
    {
        var now = clock.GetUtcNow();
        var report = new CallReport
        {
            CreatedAt = leg.CreatedAt,
            RingingAt = leg.RingingAt,
            AnsweredAt = leg.AnsweredAt,
            EndedAt = now,
            SipCallId = leg.SipCallId,
            SipCode = leg.SipCode,
            SipReason = Fault,
            Reason = EndReason.Failed,
        };
        var kind = leg.AnsweredAt is null ? CallEventKind.Error : CallEventKind.Stopped;
        return journal.RecordAsync(
            leg.DomainId,
            async context =>
            {
                var row = await context.CallLegs.SingleAsync(each => each.Id == leg.Id);
                row.State = "ended";
                row.EndedAt = now;
                row.Reason = CallEvents.NameOf(EndReason.Failed);
                row.SipReason = Fault;
                Forget(row);
            },
            CallEvents.Make(kind, CrashSequence, CallFacts.Of(leg), report, Fault, now));
    }

    private static void Forget(StoredCallLeg row)
    {
        row.Recovery = null;
        row.Version++;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} calls were under way when the server last stopped; they are told as ended.")]
    private partial void LogEnded(int count);
}
