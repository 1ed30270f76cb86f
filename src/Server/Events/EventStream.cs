using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Events;

/// <summary>
/// A domain's events for one reader, from a place in the outbox onwards. What waits for the reader waits in the database: in memory there is one page, and
/// the feed says when to look again.
/// </summary>
internal sealed class EventStream(Store store, EventFeed feed, TimeProvider clock)
{
    /// <summary>Events read from the outbox in one go.</summary>
    public const int PageSize = 100;

    /// <summary>The place of an event by its id; null where the outbox does not have it, or no longer.</summary>
    public async Task<long?> PlaceOfAsync(string domainId, string eventId, CancellationToken cancel)
    {
        await using var context = store.Open();
        return await context.OutboxEvents.Where(row => row.DomainId == domainId && row.Id == eventId).Select(row => (long?)row.Sequence).SingleOrDefaultAsync(cancel);
    }

    /// <summary>The place after everything that has happened.</summary>
    public async Task<long> EndAsync(string domainId, CancellationToken cancel)
    {
        await using var context = store.Open();
        return await context.OutboxEvents.Where(row => row.DomainId == domainId).MaxAsync(row => (long?)row.Sequence, cancel) ?? 0;
    }

    /// <summary>
    /// Events after a place, as they come; null where <paramref name="keepAlive"/> has passed without one. Ends when the reader is more than
    /// <see cref="EventFeed.BacklogLimit"/> events behind.
    /// </summary>
    public async IAsyncEnumerable<StoredOutboxEvent?> ReadAsync(
        string domainId, long after, TimeSpan keepAlive, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var listener = feed.Listen(domainId);
        Task<bool>? next = null;
        while (true)
        {
            var page = await PageAsync(domainId, after, cancel);
            foreach (var happened in page)
            {
                after = happened.Sequence;
                yield return happened;
            }

            if (page.Count == PageSize)
            {
                continue;
            }

            next ??= listener.Events.WaitToReadAsync(cancel).AsTask();
            using var sleep = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var quiet = Task.Delay(keepAlive, clock, sleep.Token);
            if (await Task.WhenAny(next, quiet) == quiet)
            {
                await quiet;
                yield return null;
                continue;
            }

            await sleep.CancelAsync();
            if (!await next)
            {
                yield break;
            }

            next = null;
            while (listener.Events.TryRead(out _))
            {
                // it only says that there is something; the outbox says what
            }
        }
    }

    private async Task<List<StoredOutboxEvent>> PageAsync(string domainId, long after, CancellationToken cancel)
    {
        await using var context = store.Open();
        return await context.OutboxEvents.Where(row => row.DomainId == domainId && row.Sequence > after)
            .OrderBy(row => row.Sequence).Take(PageSize).ToListAsync(cancel);
    }
}
