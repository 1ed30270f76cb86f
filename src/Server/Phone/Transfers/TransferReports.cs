using Switchroom.Server.Events;

namespace Switchroom.Server.Phone.Transfers;

/// <summary>Tells the events of transfers, and writes how they stand into the row of the call.</summary>
internal sealed class TransferReports(EventJournal journal, TimeProvider clock)
{
    public Task TellAsync(params EventRecord[] events) => journal.RecordAsync(events[0].Payload["domain_id"]!.GetValue<string>(), null, events);

    /// <summary>The transfer begins: the row of the call says so until it is over, also after a crash.</summary>
    public Task BeginAsync(TransferFacts facts, params EventRecord[] more) =>
        WriteAsync(facts, TransferRow.Pending(facts), [TransferEvents.Triggered(facts, clock.GetUtcNow()), .. more]);

    /// <summary>The transfer is over.</summary>
    public Task CompleteAsync(TransferFacts facts, TransferEnding ending) =>
        WriteAsync(facts, TransferRow.Ended(facts, ending), TransferEvents.Completed(facts, ending, clock.GetUtcNow()));

    private Task WriteAsync(TransferFacts facts, string transfer, params EventRecord[] events) => journal.RecordAsync(
        facts.Call.DomainId,
        async context =>
        {
            if (await context.CallLegs.FindAsync(facts.Call.SessionId) is { } row)
            {
                row.Transfer = transfer;
                row.Version++;
            }
        },
        events);
}
