using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Events;

/// <summary>
/// Writes changes of state together with the events that tell of them, one after the other in the order they came, several in one transaction when
/// they come fast. Once a record's task completes, a crash loses neither the change nor the event.
/// </summary>
internal sealed partial class EventJournal(Store store, TimeProvider clock, ILogger<EventJournal> log) : BackgroundService
{
    /// <summary>Most records in one transaction.</summary>
    private const int BatchLimit = 128;

    /// <summary>Attempts to write while the database does not answer, with a pause that doubles from 100 ms.</summary>
    private const int WriteAttempts = 8;

    private readonly Channel<Record> _records = Channel.CreateUnbounded<Record>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Raised on the journal's own task after a commit, in the order of the events. Must be quick.</summary>
    public event Action<string, EventRecord>? Committed;

    /// <summary>Writes a change and its events; completes when they are durable.</summary>
    /// <param name="domainId">The domain that the events belong to.</param>
    /// <param name="change">Changes rows; may run more than once, each time on a fresh context. Null where there is nothing but events.</param>
    /// <param name="events">What to tell.</param>
    /// <exception cref="DbUpdateException">A unique value is taken already, or the database refused for good.</exception>
    public Task RecordAsync(string domainId, Func<StoreContext, Task>? change, params EventRecord[] events)
    {
        var record = new Record(domainId, change, events, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        return _records.Writer.TryWrite(record) ? record.Written.Task : Task.FromException(new OperationCanceledException("the server is stopping"));
    }

    /// <summary>Stops taking records and writes those that are there.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _records.Writer.TryComplete();
        if (ExecuteTask is { } writing)
        {
            await writing.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Record>(BatchLimit);
        while (await _records.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            while (batch.Count < BatchLimit && _records.Reader.TryRead(out var record))
            {
                batch.Add(record);
            }

            await WriteAsync(batch);
        }
    }

    private async Task WriteAsync(List<Record> batch)
    {
        if (await TryWriteAsync(batch, WriteAttempts) is not { } failure)
        {
            Complete(batch);
            return;
        }

        // One record's conflict must not cost the others theirs. Each is tried once, since together they had the patience that there is; and none is where
        // the database does not answer at all.
        foreach (var record in batch)
        {
            if (batch.Count > 1 && !IsOutage(failure))
            {
                if (await TryWriteAsync([record], attempts: 1) is not { } alone)
                {
                    Complete([record]);
                    continue;
                }

                failure = alone;
            }

            LogLost(failure, record.Events.Length);
            record.Written.SetException(failure);
        }
    }

    // A refusal speaks of what was to be written, anything else of the database.
    private static bool IsOutage(Exception failure) => failure is not DbUpdateException && Store.IsFailure(failure);

    private async Task<Exception?> TryWriteAsync(List<Record> batch, int attempts)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await store.WriteAsync(context => ApplyAsync(context, batch));
                return null;
            }
            catch (DbUpdateException refused) when (Store.IsDuplicate(refused))
            {
                return refused;
            }
            catch (Exception down) when (Store.IsFailure(down) && attempt < attempts)
            {
                LogRetry(down, attempt);
                await Task.Delay(TimeSpan.FromMilliseconds(100 << (attempt - 1)), clock);
            }
#pragma warning disable CA1031 // a change that cannot be made must not end the writing of everybody else's; whoever asked for it is told
            catch (Exception failure)
#pragma warning restore CA1031
            {
                return failure;
            }
        }
    }

    private async Task ApplyAsync(StoreContext context, List<Record> batch)
    {
        foreach (var record in batch)
        {
            if (record.Change is not null)
            {
                await record.Change(context);
            }
        }

        await EventOutbox.AppendAsync(context, [.. batch.SelectMany(record => record.Events, (record, happened) => (record.DomainId, happened))], clock.GetUtcNow());
    }

    private void Complete(List<Record> batch)
    {
        foreach (var record in batch)
        {
            record.Written.SetResult();
            foreach (var happened in record.Events)
            {
                Committed?.Invoke(record.DomainId, happened);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database did not take a record, attempt {Attempt}; trying again.")]
    private partial void LogRetry(Exception exception, int attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "A change with {Events} events was not written.")]
    private partial void LogLost(Exception exception, int events);

    private sealed record Record(string DomainId, Func<StoreContext, Task>? Change, EventRecord[] Events, TaskCompletionSource Written);
}
