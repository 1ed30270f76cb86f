using Microsoft.EntityFrameworkCore;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Events;

/// <summary>Puts events into the outbox, with one delivery for each webhook that wants them.</summary>
internal static class EventOutbox
{
    /// <summary>Adds within the caller's transaction. An event whose id is there already is left as it is.</summary>
    public static async Task AppendAsync(StoreContext context, string domainId, IReadOnlyList<EventRecord> events, DateTimeOffset now)
    {
        if (events.Count == 0)
        {
            return;
        }

        var webhooks = await context.Webhooks.AsNoTracking().Where(webhook => webhook.DomainId == domainId)
            .Select(webhook => new { webhook.Id, webhook.EventTypes }).ToListAsync();
        foreach (var happened in events)
        {
            if (await context.OutboxEvents.AnyAsync(row => row.Id == happened.Id))
            {
                continue;
            }

            var row = new StoredOutboxEvent
            {
                Id = happened.Id,
                DomainId = domainId,
                Type = happened.Type,
                RoomName = happened.Room,
                OrderKey = happened.OrderKey,
                Body = happened.Body(),
                CreatedAt = now,
            };
            context.OutboxEvents.Add(row);
            await context.SaveChangesAsync(); // the deliveries need the number that the database gives it
            foreach (var webhook in webhooks.Where(webhook => Wants(webhook.EventTypes, happened.Type)))
            {
                context.WebhookDeliveries.Add(new StoredWebhookDelivery
                {
                    WebhookId = webhook.Id,
                    EventSequence = row.Sequence,
                    OrderKey = happened.OrderKey,
                    NextAttemptAt = now,
                });
            }
        }
    }

    private static bool Wants(string eventTypes, string type) => eventTypes.Split(',').Contains(type, StringComparer.Ordinal);
}
