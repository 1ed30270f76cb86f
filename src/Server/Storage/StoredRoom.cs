using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Switchroom.Server.Storage;

/// <summary>A room as its owner configured it; who is in it lives in the media worker.</summary>
internal sealed class StoredRoom
{
    public required string Id { get; init; }

    public required string DomainId { get; init; }

    public required string Name { get; init; }

    /// <summary>Only holders of a token may join.</summary>
    public required bool Private { get; set; }

    /// <summary>The room properties that differ from their defaults, a JSON object in Daily's names.</summary>
    public required string Properties { get; set; }

    /// <summary>Copy of the property <c>exp</c>, for queries.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Version { get; set; }

    public static void Map(EntityTypeBuilder<StoredRoom> room)
    {
        room.ToTable("rooms", table => table.HasCheckConstraint("ck_rooms_name", "length(name) BETWEEN 1 AND 128"));
        room.Property(row => row.Name).HasMaxLength(128);
        room.HasIndex(row => new { row.DomainId, row.Name }).IsUnique();
        room.HasIndex(row => new { row.DomainId, row.CreatedAt, row.Id });
        room.Property(row => row.Version).IsConcurrencyToken();
        room.HasOne<StoredDomain>().WithMany().HasForeignKey(row => row.DomainId);
    }
}
