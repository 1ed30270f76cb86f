using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Events;
using Switchroom.Server.Storage;
using Switchroom.Sip.Calls;

namespace Switchroom.Server.Phone;

/// <summary>
/// Ends the calls that a crash cut off: their far ends get a BYE where their dialog is known, and what the last process left as under way is told as over,
/// before this one takes its first request. A crash in between does it again: a second BYE harms nobody, a second event has the first one's id.
/// </summary>
internal sealed partial class CallRecovery(
    Store store, NodeId node, EventJournal journal, CutCalls calls, TimeProvider clock, ILogger<CallRecovery> log) : IHostedService
{
    private const string Fault = "the server stopped unexpectedly";

    // Above any number a call reaches by itself, so that the id cannot meet one that was delivered before the crash.
    private const int CrashSequence = 99;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        List<StoredCallLeg> cut;
        await using (var context = store.Open())
        {
            cut = await context.CallLegs.Where(leg => leg.State != "ended" && (leg.NodeId == node.Value || leg.NodeId == null)).OrderBy(leg => leg.CreatedAt).ToListAsync(cancellationToken);
            await calls.HangUpAsync(context, cut, cancellationToken);
        }

        foreach (var leg in cut)
        {
            await EndAsync(leg);
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
        var facts = new CallFacts
        {
            SessionId = leg.Id,
            DomainId = leg.DomainId,
            Room = leg.RoomName,
            UserId = leg.UserId,
            Destination = leg.Target,
            Origin = leg.CallerNumber ?? "",
            CallerId = leg.CallerIdId,
            Metadata = leg.Metadata is null ? null : JsonNode.Parse(leg.Metadata),
        };
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
                row.Recovery = null;
                row.Version++;
            },
            CallEvents.Make(kind, CrashSequence, facts, report, Fault, now));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} calls were under way when the server last stopped; they are told as ended.")]
    private partial void LogEnded(int count);
}
