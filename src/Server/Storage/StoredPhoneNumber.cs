using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Switchroom.Server.Storage;

/// <summary>A number that a domain calls from and is called on.</summary>
internal sealed class StoredPhoneNumber
{
    public required string Id { get; init; }

    public required string DomainId { get; init; }

    /// <summary>E.164 with its plus sign.</summary>
    public required string Number { get; init; }

    public required string Name { get; set; }

    /// <summary>The trunk that carries it.</summary>
    public string? TrunkId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static void Map(EntityTypeBuilder<StoredPhoneNumber> number)
    {
        number.ToTable("phone_numbers");
        number.Property(row => row.Number).HasMaxLength(16);
        number.Property(row => row.Name).HasMaxLength(128);
        number.HasIndex(row => row.Number).IsUnique();
        number.HasOne<StoredDomain>().WithMany().HasForeignKey(row => row.DomainId);
        number.HasOne<StoredOutboundTrunk>().WithMany().HasForeignKey(row => row.TrunkId)
            .OnDelete(DeleteBehavior.SetNull);
    }
}
