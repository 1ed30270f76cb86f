using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Switchroom.Server.Storage;

/// <summary>Where a domain's events go.</summary>
internal sealed class StoredWebhook
{
    public required string Id { get; init; }

    public required string DomainId { get; init; }

    public required string Url { get; set; }

    /// <summary>The base64 signature secret, sealed.</summary>
    public required string SealedHmac { get; set; }

    /// <summary>The value of the Authorization header after <c>Basic</c>, sealed; null sends none.</summary>
    public string? SealedBasicAuth { get; set; }

    /// <summary><c>circuit-breaker</c> or <c>exponential</c>.</summary>
    public required string RetryType { get; set; }

    /// <summary>Event names with commas between.</summary>
    public required string EventTypes { get; set; }

    /// <summary><c>ACTIVE</c> or <c>FAILED</c>.</summary>
    public required string State { get; set; }

    public int FailedCount { get; set; }

    public DateTimeOffset? LastMomentPushed { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public static void Map(EntityTypeBuilder<StoredWebhook> webhook)
    {
        webhook.ToTable("webhooks", table => table.HasCheckConstraint("ck_webhooks_state", "state IN ('ACTIVE', 'FAILED')"));
        webhook.Property(row => row.Url).HasMaxLength(2048);
        webhook.HasOne<StoredDomain>().WithMany().HasForeignKey(row => row.DomainId);
    }
}
