using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Switchroom.Server.Settings;

namespace Switchroom.Server.Storage;

/// <summary>Brings the tables up to date, one process at a time: several servers may start on one database at once.</summary>
internal sealed class StoreMigrator(Store store, ServerSettings settings, ILogger<StoreMigrator>? log = null)
{
    private const long AdvisoryLock = 0x5357_5243_4d49_4752;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Applies the migrations that the database lacks.</summary>
    public async Task MigrateAsync(CancellationToken cancel)
    {
        if (settings.Database.Length > 0)
        {
            await MigratePostgresAsync(cancel);
        }
        else
        {
            await MigrateSqliteAsync(cancel);
        }
    }

    private async Task MigratePostgresAsync(CancellationToken cancel)
    {
        await using var gate = await ConnectAsync(cancel);
        await using (var take = new NpgsqlCommand($"SELECT pg_advisory_lock({AdvisoryLock})", gate))
        {
            take.CommandTimeout = (int)Patience.TotalSeconds;
            await take.ExecuteNonQueryAsync(cancel);
        }

        await using var context = store.Open();
        await context.Database.MigrateAsync(cancel);
        await using var release = new NpgsqlCommand($"SELECT pg_advisory_unlock({AdvisoryLock})", gate);
        await release.ExecuteNonQueryAsync(cancel);
    }

    // a database that is started together with the server may need a moment
    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var connection = new NpgsqlConnection(settings.Database);
            try
            {
                await connection.OpenAsync(cancel);
                return connection;
            }
            catch (NpgsqlException exception) when (exception.IsTransient && Stopwatch.GetElapsedTime(start) < Patience)
            {
                if (attempt == 1)
                {
                    log?.LogWarning("The database does not answer yet, waiting up to {Seconds} s for it: {Problem}", Patience.TotalSeconds, exception.Message);
                }

                await connection.DisposeAsync();
                await Task.Delay(Pause, cancel);
            }
        }
    }

    private async Task MigrateSqliteAsync(CancellationToken cancel)
    {
        await using var gate = await LockFileAsync(Path.Combine(settings.Data, "switchroom.lock"), cancel);
        await using var context = store.Open();
        await context.Database.OpenConnectionAsync(cancel);
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode = WAL", cancel);

        // EF Core keeps its own lock in a table, where a killed process leaves it behind for ever; holding the file, we know it is stale
        await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancel);
        await context.Database.MigrateAsync(cancel);
    }

    private static async Task<FileStream> LockFileAsync(string path, CancellationToken cancel)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(Pause, cancel);
            }
        }
    }
}
