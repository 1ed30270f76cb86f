using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Switchroom.Server.Storage;

/// <summary>
/// Contexts whose connections stay open between uses: opening one again would register all of EF Core's SQL functions anew, which costs
/// several times what the query does.
/// </summary>
internal sealed class SqliteContexts(DbContextOptions<SqliteStoreContext> options) : IDisposable
{
    private const int MostIdle = 32;

    private readonly ConcurrentQueue<SqliteStoreContext> idle = new();
    private volatile bool disposed;

    public SqliteStoreContext Rent()
    {
        if (!idle.TryDequeue(out var context))
        {
            context = new SqliteStoreContext(options) { TakeBack = TryTakeBack };
            context.Database.OpenConnection();
        }

        context.IsRented = true;
        return context;
    }

    public void Dispose()
    {
        disposed = true;
        while (idle.TryDequeue(out var context))
        {
            context.IsRented = true;
            context.Dispose();
        }
    }

    private bool TryTakeBack(SqliteStoreContext context)
    {
        if (!context.IsRented)
        {
            // disposed of twice: it is idle already
            return true;
        }

        if (disposed || idle.Count >= MostIdle)
        {
            return false;
        }

        context.IsRented = false;
        context.ChangeTracker.Clear();
        idle.Enqueue(context);
        return true;
    }
}
