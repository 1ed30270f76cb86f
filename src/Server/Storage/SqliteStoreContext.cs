using Microsoft.EntityFrameworkCore;

namespace Switchroom.Server.Storage;

/// <summary>The tables in a SQLite file.</summary>
internal sealed class SqliteStoreContext(DbContextOptions<SqliteStoreContext> options) : StoreContext(options)
{
    /// <summary>Who may use the context again when its user disposes of it; false means that nobody does.</summary>
    public Func<SqliteStoreContext, bool>? TakeBack { get; init; }

    /// <summary>Somebody uses it now.</summary>
    public bool IsRented { get; set; }

    protected override string NowSql => "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    protected override string BinaryCollation => "BINARY";

    public override void Dispose()
    {
        if (TakeBack?.Invoke(this) != true)
        {
            base.Dispose();
        }
    }

    public override ValueTask DisposeAsync()
    {
        if (TakeBack?.Invoke(this) == true)
        {
            return ValueTask.CompletedTask;
        }

        return base.DisposeAsync();
    }
}
