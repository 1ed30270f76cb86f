using Switchroom.Server.Events;

namespace Switchroom.Server.Phone.Transfers;

/// <summary>Tells the events of transfers, and writes how they stand into the row of the call.</summary>
internal sealed class TransferReports(EventJournal journal, TimeProvider clock)
{
    public Task TellAsync(params EventRecord[] events) => journal.RecordAsync(events[0].Payload["domain_id"]!.GetValue<string>(), null, events);

    /// <summary>The transfer begins: the row of the call says so until it is over, also after a crash.</summary>
    /// <param name="facts">The transfer.</param>
    /// <param name="isInitiated">Nothing is to be waited for before it is under way: both are told of one moment.</param>
    public Task BeginAsync(TransferFacts facts, bool isInitiated = false)
    {
        var now = clock.GetUtcNow();
        EventRecord[] events = isInitiated ? [TransferEvents.Triggered(facts, now), TransferEvents.Initiated(facts, now)] : [TransferEvents.Triggered(facts, now)];
        return WriteAsync(facts, TransferRow.Pending(facts), events);
    }

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
