using Microsoft.EntityFrameworkCore;

namespace Switchroom.Server.Storage;

/// <summary>The tables in a SQLite file.</summary>
internal sealed class SqliteStoreContext(DbContextOptions<SqliteStoreContext> options) : StoreContext(options)
{
    protected override string NowSql => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    protected override string BinaryCollation => "BINARY";
}
