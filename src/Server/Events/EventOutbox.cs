using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Events;

/// <summary>Puts events into the outbox, with one delivery for each webhook that wants them.</summary>
internal static class EventOutbox
{
    /// <summary>
    /// Adds within the caller's transaction, all at once: a query or a write for each would cost more than the calls they tell of. An event whose id is there
    /// already is left as it is.
    /// </summary>
    public static async Task AppendAsync(StoreContext context, IReadOnlyList<(string DomainId, EventRecord Event)> events, DateTimeOffset now)
    {
        if (events.Count == 0)
        {
            return;
        }

        var ids = events.Select(each => each.Event.Id).Distinct().ToList();
        var known = await context.OutboxEvents.Where(row => ids.Contains(row.Id)).Select(row => row.Id).ToHashSetAsync();
        var rows = events.DistinctBy(each => each.Event.Id).Where(each => !known.Contains(each.Event.Id)).Select(each => RowOf(each.DomainId, each.Event, now)).ToList();
        var domains = rows.Select(row => row.DomainId).Distinct().ToList();
        var webhooks = await context.Webhooks.AsNoTracking().Where(webhook => domains.Contains(webhook.DomainId))
            .Select(webhook => new { webhook.Id, webhook.DomainId, webhook.EventTypes }).ToListAsync();
        context.OutboxEvents.AddRange(rows);
        var deliveries = rows
            .SelectMany(row => webhooks.Where(webhook => webhook.DomainId == row.DomainId && Wants(webhook.EventTypes, row.Type)), (row, webhook) => (Row: row, webhook.Id)).ToList();
        if (deliveries.Count == 0)
        {
            return;
        }

        await context.SaveChangesAsync(); // the deliveries need the numbers that the database gives the events, in the order they were added
        context.WebhookDeliveries.AddRange(deliveries.Select(delivery => new StoredWebhookDelivery
        {
            WebhookId = delivery.Id,
            EventSequence = delivery.Row.Sequence,
            OrderKey = delivery.Row.OrderKey,
            NextAttemptAt = now,
        }));
    }

    private static StoredOutboxEvent RowOf(string domainId, EventRecord happened, DateTimeOffset now) => new()
    {
        Id = happened.Id,
        DomainId = domainId,
        Type = happened.Type,
        RoomName = happened.Room,
        OrderKey = happened.OrderKey,
        Body = happened.Body(),
        CreatedAt = now,
    };

    private static bool Wants(string eventTypes, string type) => eventTypes.Split(',').Contains(type, StringComparer.Ordinal);
}
