using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Phone.Transfers;

/// <summary>Tells the transfers that the last process of this node left under way as over, before this one takes its first request.</summary>
internal sealed class CutTransfers(Store store, NodeId node, TransferReports reports, TimeProvider clock) : IHostedService
{
    /// <summary>Why they failed.</summary>
    public const string Fault = "the server stopped during the transfer";

    /// <summary>How long ago the call that was transferred may have left its room: a bridge lasts as long as a call may, which is a day at most.</summary>
    private static readonly TimeSpan LooksBack = TimeSpan.FromDays(2);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - LooksBack;
        await using var context = store.Open();
        var cut = await context.CallLegs
            .Where(leg => (leg.State != "ended" || leg.EndedAt > since) && leg.Transfer != null && leg.Transfer.EndsWith(TransferRow.PendingMark)
                && (leg.NodeId == node.Value || leg.NodeId == null))
            .OrderBy(leg => leg.CreatedAt).ToListAsync(cancellationToken);
        foreach (var facts in cut.Select(TransferRow.ReadPending).OfType<TransferFacts>())
        {
            await reports.CompleteAsync(facts, new TransferEnding("failed") { Problem = Fault });
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
