using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Switchroom.Server.Storage;

/// <summary>
/// The tables. One subclass per database, because each has its own migrations. Names in the database are snake_case; times are milliseconds
/// since the Unix epoch, so that both databases compare and order them alike.
/// </summary>
internal abstract partial class StoreContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<StoredDomain> Domains => Set<StoredDomain>();

    public DbSet<StoredApiKey> ApiKeys => Set<StoredApiKey>();

    public DbSet<StoredRoom> Rooms => Set<StoredRoom>();

    public DbSet<StoredWebhook> Webhooks => Set<StoredWebhook>();

    public DbSet<StoredPhoneNumber> PhoneNumbers => Set<StoredPhoneNumber>();

    public DbSet<StoredOutboundTrunk> OutboundTrunks => Set<StoredOutboundTrunk>();

    public DbSet<StoredCallLeg> CallLegs => Set<StoredCallLeg>();

    public DbSet<StoredOutboxEvent> OutboxEvents => Set<StoredOutboxEvent>();

    public DbSet<StoredWebhookDelivery> WebhookDeliveries => Set<StoredWebhookDelivery>();

    /// <summary>SQL for this moment in milliseconds since the Unix epoch.</summary>
    protected abstract string NowSql { get; }

    /// <summary>Collation that compares text byte by byte: ids order the same way in both databases.</summary>
    protected abstract string BinaryCollation { get; }

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions) =>
        conventions.Properties<DateTimeOffset>().HaveConversion<UnixMilliseconds>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.Entity<StoredDomain>(StoredDomain.Map);
        model.Entity<StoredApiKey>(StoredApiKey.Map);
        model.Entity<StoredRoom>(StoredRoom.Map);
        model.Entity<StoredWebhook>(StoredWebhook.Map);
        model.Entity<StoredOutboundTrunk>(StoredOutboundTrunk.Map);
        model.Entity<StoredPhoneNumber>(StoredPhoneNumber.Map);
        model.Entity<StoredCallLeg>(StoredCallLeg.Map);
        model.Entity<StoredOutboxEvent>(StoredOutboxEvent.Map);
        model.Entity<StoredWebhookDelivery>(StoredWebhookDelivery.Map);
        foreach (var entity in model.Model.GetEntityTypes())
        {
            MapNames(entity);
            var table = entity.GetTableName();
            if (entity.FindProperty("Id") is { } id)
            {
                id.SetCollation(BinaryCollation);
                model.Entity(entity.ClrType).ToTable(each => each.HasCheckConstraint($"ck_{table}_id", "length(id) > 0"));
            }

            if (entity.FindProperty("CreatedAt") is { } created)
            {
                created.SetDefaultValueSql(NowSql);
                model.Entity(entity.ClrType).ToTable(each => each.HasCheckConstraint($"ck_{table}_created_at", "created_at > 0"));
            }
        }
    }

    private static void MapNames(IMutableEntityType entity)
    {
        foreach (var property in entity.GetProperties())
        {
            property.SetColumnName(SnakeCase(property.Name));
        }

        foreach (var index in entity.GetIndexes())
        {
            index.SetDatabaseName($"ix_{entity.GetTableName()}_{string.Join('_', index.Properties.Select(property => SnakeCase(property.Name)))}");
        }
    }

    private static string SnakeCase(string name) => WordStart().Replace(name, "_$0").ToLowerInvariant();

    [GeneratedRegex("(?<=[a-z0-9])[A-Z]")]
    private static partial Regex WordStart();

    private sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
        time => time.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
}
