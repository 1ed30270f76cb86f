using Microsoft.EntityFrameworkCore;

namespace Switchroom.Server.Storage;

/// <summary>The tables in PostgreSQL.</summary>
internal sealed class PostgresStoreContext(DbContextOptions<PostgresStoreContext> options) : StoreContext(options)
{
    protected override string NowSql => "(extract(epoch from clock_timestamp()) * 1000)::bigint";

    protected override string BinaryCollation => "C";
}
