using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Switchroom.Server.Storage;

/// <summary>A tenant: what an API key belongs to.</summary>
internal sealed class StoredDomain
{
    public required string Id { get; init; }

    public required string Name { get; set; }

    /// <summary>The domain properties that differ from their defaults, a JSON object.</summary>
    public string Properties { get; set; } = "{}";

    /// <summary>A known word sealed with the server's secret: tells at start that the secret is the one this database was written with.</summary>
    public required string SecretCheck { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public int Version { get; set; }

    public static void Map(EntityTypeBuilder<StoredDomain> domain)
    {
        domain.ToTable("domains");
        domain.Property(row => row.Name).HasMaxLength(63);
        domain.HasIndex(row => row.Name).IsUnique();
        domain.Property(row => row.Version).IsConcurrencyToken();
    }
}
