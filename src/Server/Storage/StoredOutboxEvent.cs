using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Switchroom.Server.Storage;

/// <summary>An event, written in the transaction of the change that it tells of and delivered afterwards.</summary>
internal sealed class StoredOutboxEvent
{
    /// <summary>Grows with every event; assigned by the database.</summary>
    public long Sequence { get; init; }

    /// <summary>The event's own id, the same in every delivery.</summary>
    public required string Id { get; init; }

    public required string DomainId { get; init; }

    public required string Type { get; init; }

    public string? RoomName { get; init; }

    /// <summary>Session or room: events with the same key are delivered in order.</summary>
    public required string OrderKey { get; init; }

    /// <summary>The exact text that is sent.</summary>
    public required string Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static void Map(EntityTypeBuilder<StoredOutboxEvent> outbox)
    {
        outbox.ToTable("outbox_events");
        outbox.HasKey(row => row.Sequence);
        outbox.Property(row => row.Sequence).ValueGeneratedOnAdd();
        outbox.Property(row => row.Id).HasMaxLength(200);
        outbox.HasIndex(row => row.Id).IsUnique();
        outbox.HasIndex(row => new { row.DomainId, row.Sequence });
        outbox.HasOne<StoredDomain>().WithMany().HasForeignKey(row => row.DomainId);
    }
}
