using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Switchroom.Server.Storage;

/// <summary>An API key. The key itself is sealed, never in the clear: it verifies tokens, so a hash alone would not do.</summary>
internal sealed class StoredApiKey
{
    /// <summary><c>API</c> and random letters; the <c>iss</c> of LiveKit tokens.</summary>
    public required string Id { get; init; }

    public required string DomainId { get; init; }

    /// <summary>What the operator calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Keyed hash of the key, by which it is found.</summary>
    public required string Fingerprint { get; init; }

    public required string Sealed { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }

    public static void Map(EntityTypeBuilder<StoredApiKey> key)
    {
        key.ToTable("api_keys");
        key.Property(row => row.Id).HasMaxLength(36);
        key.Property(row => row.Name).HasMaxLength(128);
        key.HasIndex(row => row.Fingerprint).IsUnique();
        key.HasOne<StoredDomain>().WithMany().HasForeignKey(row => row.DomainId);
    }
}
