using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;
using Switchroom.Server.Settings;

namespace Switchroom.Server.Storage;

/// <summary>
/// The door to the database. A change is one <see cref="WriteAsync{T}"/>: one transaction, all of it or nothing, with the events it causes.
/// </summary>
internal sealed class Store : IDisposable
{
    private const int WriteAttempts = 5;

    private readonly Func<StoreContext> open;

    // SQLite has one writer: queueing here is fair and prompt, where its own busy handler sleeps and retries
    private readonly SemaphoreSlim? turn;

    private readonly IDisposable? pool;

    private Store(Func<StoreContext> open, bool oneWriter, IDisposable? pool)
    {
        this.open = open;
        this.pool = pool;
        turn = oneWriter ? new SemaphoreSlim(1) : null;
    }

    /// <summary>Opens the database that the settings name; creates nothing but the data folder.</summary>
    public static Store Create(ServerSettings settings)
    {
        if (settings.Database.Length > 0)
        {
            var postgres = new PooledDbContextFactory<PostgresStoreContext>(
                new DbContextOptionsBuilder<PostgresStoreContext>().UseNpgsql(settings.Database).Options);
            return new Store(postgres.CreateDbContext, oneWriter: false, pool: null);
        }

        var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(DataFolder.Make(settings), "switchroom.db"), DefaultTimeout = 30 };
        var sqlite = new SqliteContexts(new DbContextOptionsBuilder<SqliteStoreContext>().UseSqlite(file.ToString()).Options);
        return new Store(sqlite.Rent, oneWriter: true, sqlite);
    }

    /// <summary>A context to read with; the caller disposes of it.</summary>
    public StoreContext Open()
    {
        var context = open();
        context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        return context;
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction, saves and commits. When somebody else changed the same row in between, everything runs
    /// again on a fresh context, so <paramref name="work"/> must not have effects outside the database.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<StoreContext, Task<T>> work, CancellationToken cancel = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (turn is not null)
            {
                await turn.WaitAsync(cancel);
            }

            try
            {
                await using var context = open();
                context.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.TrackAll;
                await using var transaction = await context.Database.BeginTransactionAsync(cancel);
                var result = await work(context);
                await context.SaveChangesAsync(cancel);
                await transaction.CommitAsync(cancel);
                return result;
            }
            catch (DbUpdateConcurrencyException) when (attempt < WriteAttempts)
            {
                // the next attempt reads what the other writer left
            }
            finally
            {
                turn?.Release();
            }
        }
    }

    /// <summary>As <see cref="WriteAsync{T}"/>, for work without a result.</summary>
    public Task WriteAsync(Func<StoreContext, Task> work, CancellationToken cancel = default) =>
        WriteAsync(
            async context =>
            {
                await work(context);
                return true;
            },
            cancel);

    /// <summary>Whether the database refused a row because one with the same unique value is there.</summary>
    public static bool IsDuplicate(DbUpdateException exception) => exception.InnerException switch
    {
        // SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE
        SqliteException sqlite => sqlite.SqliteExtendedErrorCode is 1555 or 2067,
        PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
        _ => false,
    };

    /// <summary>
    /// Whether the database did not do what it was asked: it does not answer, cut the connection, or refused. EF Core wraps what may pass by itself,
    /// such as PostgreSQL's restart, into an <see cref="InvalidOperationException"/>.
    /// </summary>
    public static bool IsFailure(Exception exception) =>
        exception is DbException or DbUpdateException or TimeoutException || (exception is InvalidOperationException { InnerException: { } inner } && IsFailure(inner));

    /// <summary>Null when the database answers, else what it says.</summary>
    public async Task<string?> ProblemAsync(CancellationToken cancel)
    {
        try
        {
            await using var context = Open();
            await context.Domains.Select(domain => domain.Id).FirstOrDefaultAsync(cancel);
            return null;
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            return exception.Message;
        }
    }

    public void Dispose()
    {
        pool?.Dispose();
        turn?.Dispose();
    }
}
