using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Switchroom.Server.Storage;

/// <summary>One event on its way to one webhook.</summary>
internal sealed class StoredWebhookDelivery
{
    public required string WebhookId { get; init; }

    public required long EventSequence { get; init; }

    public required string OrderKey { get; init; }

    public int Attempts { get; set; }

    public required DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>Delivered, or given up.</summary>
    public bool Done { get; set; }

    public static void Map(EntityTypeBuilder<StoredWebhookDelivery> delivery)
    {
        delivery.ToTable("webhook_deliveries");
        delivery.HasKey(row => new { row.WebhookId, row.EventSequence });
        delivery.HasIndex(row => new { row.Done, row.NextAttemptAt });
        delivery.HasOne<StoredWebhook>().WithMany().HasForeignKey(row => row.WebhookId).OnDelete(DeleteBehavior.Cascade);
        delivery.HasOne<StoredOutboxEvent>().WithMany().HasForeignKey(row => row.EventSequence).OnDelete(DeleteBehavior.Cascade);
    }
}
