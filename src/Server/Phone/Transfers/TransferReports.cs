using System.Text.Json.Nodes;
using Switchroom.Server.Events;

namespace Switchroom.Server.Phone.Transfers;

/// <summary>Tells the events of transfers, and writes the outcome into the row of the call.</summary>
internal sealed class TransferReports(EventJournal journal, TimeProvider clock)
{
    public Task TellAsync(params EventRecord[] events) => journal.RecordAsync(events[0].Payload["domain_id"]!.GetValue<string>(), null, events);

    /// <summary>The transfer is over.</summary>
    public Task CompleteAsync(TransferFacts facts, TransferEnding ending)
    {
        var outcome = new JsonObject
        {
            ["toEndPoint"] = facts.ToEndpoint,
            ["isSipRefer"] = facts.IsSipRefer,
            ["status"] = ending.Status,
            ["sipCode"] = ending.SipCode,
            ["error"] = ending.Problem,
        }.ToJsonString();
        return journal.RecordAsync(
            facts.Call.DomainId,
            async context =>
            {
                if (await context.CallLegs.FindAsync(facts.Call.SessionId) is { } row)
                {
                    row.Transfer = outcome;
                    row.Version++;
                }
            },
            TransferEvents.Completed(facts, ending, clock.GetUtcNow()));
    }
}
