using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Settings;

namespace Switchroom.Server.Storage;

/// <summary>Deletes what has been kept long enough: calls that are over, and events. In batches, so that nobody else waits long for the database.</summary>
internal sealed partial class Retention(Store store, RetentionSettings settings, TimeProvider clock, ILogger<Retention> log) : BackgroundService
{
    /// <summary>Rows deleted in one transaction.</summary>
    public const int BatchSize = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Deletes what is due now, and says how many calls and events that were.</summary>
    public async Task<(int Calls, int Events)> DeleteDueAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return (
            settings.Calls is { } calls ? await DeleteCallsAsync(now - calls, cancel) : 0,
            await DeleteEventsAsync(now - settings.Events, now - settings.Undelivered, cancel));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var (calls, events) = await DeleteDueAsync(stoppingToken);
                if (calls + events > 0)
                {
                    LogDeleted(calls, events);
                }
            }
            catch (Exception down) when (Store.IsFailure(down))
            {
                LogStorageDown(down);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }

            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<int> DeleteCallsAsync(DateTimeOffset before, CancellationToken cancel) => InBatchesAsync(
        async context =>
        {
            var ids = await context.CallLegs.Where(leg => leg.State == "ended" && leg.EndedAt < before).OrderBy(leg => leg.EndedAt).Select(leg => leg.Id)
                .Take(BatchSize).ToListAsync(cancel);
            return await context.CallLegs.Where(leg => ids.Contains(leg.Id)).ExecuteDeleteAsync(cancel);
        },
        cancel);

    // the deliveries go with their event, by the foreign key
    private Task<int> DeleteEventsAsync(DateTimeOffset? delivered, DateTimeOffset? undelivered, CancellationToken cancel) => InBatchesAsync(
        async context =>
        {
            var due = context.OutboxEvents.Where(row =>
                row.CreatedAt < undelivered
                || (row.CreatedAt < delivered && !context.WebhookDeliveries.Any(delivery => delivery.EventSequence == row.Sequence && !delivery.Done)));
            var sequences = await due.OrderBy(row => row.Sequence).Select(row => row.Sequence).Take(BatchSize).ToListAsync(cancel);
            return await context.OutboxEvents.Where(row => sequences.Contains(row.Sequence)).ExecuteDeleteAsync(cancel);
        },
        cancel);

    private async Task<int> InBatchesAsync(Func<StoreContext, Task<int>> deleteBatch, CancellationToken cancel)
    {
        for (var total = 0; ;)
        {
            var deleted = await store.WriteAsync(deleteBatch, cancel);
            total += deleted;
            if (deleted < BatchSize)
            {
                return total;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Deleted {Calls} calls and {Events} events that have been kept long enough.")]
    private partial void LogDeleted(int calls, int events);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not let old calls and events be deleted; trying again later.")]
    private partial void LogStorageDown(Exception exception);
}
