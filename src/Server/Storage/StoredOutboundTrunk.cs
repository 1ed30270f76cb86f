using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Switchroom.Server.Storage;

/// <summary>A carrier or PBX that calls leave through.</summary>
internal sealed class StoredOutboundTrunk
{
    public required string Id { get; init; }

    public required string DomainId { get; init; }

    public required string Name { get; set; }

    /// <summary>Host name or address, without port.</summary>
    public required string Address { get; set; }

    /// <summary>Null lets DNS decide (RFC 3263) or takes the transport's default.</summary>
    public int? Port { get; set; }

    /// <summary><c>udp</c>, <c>tcp</c> or <c>tls</c>.</summary>
    public required string Transport { get; set; }

    /// <summary>Digest user.</summary>
    public string? Username { get; set; }

    /// <summary>Digest password, sealed.</summary>
    public string? SealedPassword { get; set; }

    /// <summary>E.164 numbers the trunk carries, with commas between.</summary>
    public string Numbers { get; set; } = "";

    /// <summary>E.164 prefixes it serves, with commas between; empty serves every number.</summary>
    public string Prefixes { get; set; } = "";

    /// <summary>Host part of From; null means our own address.</summary>
    public string? FromDomain { get; set; }

    public bool Register { get; set; }

    /// <summary><c>off</c>, <c>optional</c> or <c>required</c>.</summary>
    public required string Srtp { get; set; }

    /// <summary>Our offers propose ICE.</summary>
    public bool Ice { get; set; }

    /// <summary>Extra headers of every INVITE, a JSON object of strings.</summary>
    public string Headers { get; set; } = "{}";

    /// <summary>Most calls at once; null is no cap.</summary>
    public int? MaxConcurrentCalls { get; set; }

    /// <summary>Most new calls a second; null is no cap.</summary>
    public double? MaxCallsPerSecond { get; set; }

    /// <summary>Lower is tried first.</summary>
    public int Priority { get; set; }

    public bool Enabled { get; set; } = true;

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    public int Version { get; set; }

    public static void Map(EntityTypeBuilder<StoredOutboundTrunk> trunk)
    {
        trunk.ToTable("outbound_trunks", table =>
        {
            table.HasCheckConstraint("ck_outbound_trunks_transport", "transport IN ('udp', 'tcp', 'tls')");
            table.HasCheckConstraint("ck_outbound_trunks_srtp", "srtp IN ('off', 'optional', 'required')");
        });
        trunk.Property(row => row.Name).HasMaxLength(128);
        trunk.HasIndex(row => new { row.DomainId, row.Name }).IsUnique();
        trunk.Property(row => row.Version).IsConcurrencyToken();
        trunk.HasOne<StoredDomain>().WithMany().HasForeignKey(row => row.DomainId);
    }
}
