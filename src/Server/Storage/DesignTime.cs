using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Switchroom.Server.Storage;

/// <summary>Lets <c>eng/add-migration</c> make contexts without a running server.</summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<SqliteStoreContext>, IDesignTimeDbContextFactory<PostgresStoreContext>
{
    SqliteStoreContext IDesignTimeDbContextFactory<SqliteStoreContext>.CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteStoreContext>().UseSqlite("Data Source=:memory:").Options);

    PostgresStoreContext IDesignTimeDbContextFactory<PostgresStoreContext>.CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgresStoreContext>().UseNpgsql("Host=localhost").Options);
}
