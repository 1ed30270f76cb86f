using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;
using Switchroom.Server.Tests.Support;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Storage;

public sealed class StoreTestsOnSqlite : StoreTests
{
    private protected override Task<ServerSettings> NewDatabaseAsync(string data) => Task.FromResult(Settings(data, ""));

    [Fact]
    public async Task TheFileIsInWriteAheadMode()
    {
        using var folder = new TempFolder();
        var settings = await NewDatabaseAsync(folder.FullPath);
        using var store = Store.Create(settings);
        await new StoreMigrator(store, settings).MigrateAsync(default);
        await using var context = store.Open();
        Assert.Equal("wal", (await context.Database.SqlQueryRaw<string>("PRAGMA journal_mode").ToListAsync()).Single());
    }

    [Fact]
    public async Task AMigrationLockThatAKilledProcessLeftIsNoHindrance()
    {
        using var folder = new TempFolder();
        var settings = await NewDatabaseAsync(folder.FullPath);
        using var store = Store.Create(settings);
        await using (var context = store.Open())
        {
            await context.Database.OpenConnectionAsync();
            await context.Database.ExecuteSqlRawAsync("CREATE TABLE \"__EFMigrationsLock\" (\"Id\" INTEGER PRIMARY KEY, \"Timestamp\" TEXT NOT NULL); INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2020-01-01')");
        }

        await new StoreMigrator(store, settings).MigrateAsync(default);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void TheSecretIsReadableByItsOwnerAlone()
    {
        using var folder = new TempFolder();
        SecretBox.Open(Settings(folder.FullPath, ""));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.FullPath, "secret.key")));
    }
}

public sealed class StoreTestsOnPostgres(PostgresServer server) : StoreTests
{
    private protected override async Task<ServerSettings> NewDatabaseAsync(string data) => Settings(data, await server.NewDatabaseAsync());
}

public abstract class StoreTests
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UnixEpoch.AddYears(56));

    private protected abstract Task<ServerSettings> NewDatabaseAsync(string data);

    private protected static ServerSettings Settings(string data, string database) => new("", "switchroom", null, data, database, "");

    [Fact]
    public async Task EightServersThatStartAtOnceOnAnEmptyDatabaseAgree()
    {
        using var folder = new TempFolder();
        var settings = await NewDatabaseAsync(folder.FullPath);

        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            using var store = Store.Create(settings);
            await new StoreMigrator(store, settings).MigrateAsync(default);
            return (await OpenAsync(store, settings)).Domain.Id;
        })));

        Assert.Single(keys.Distinct());
    }

    [Fact]
    public async Task NoMigrationIsMissing()
    {
        using var folder = new TempFolder();
        var settings = await NewDatabaseAsync(folder.FullPath);
        using var store = await MigrateAsync(settings);
        await using var context = store.Open();

        Assert.Empty(await context.Database.GetPendingMigrationsAsync());
        Assert.False(context.Database.HasPendingModelChanges(), "run eng/add-migration");
    }

    [Fact]
    public async Task ACopyOfTheDatabaseDoesNotHandOutItsSecrets()
    {
        using var folder = new TempFolder();
        var settings = await NewDatabaseAsync(folder.FullPath);
        using var store = await MigrateAsync(settings);
        var (domain, keys, box) = await OpenAsync(store, settings);
        var key = await keys.CreateAsync(domain, "one");
        await using var context = store.Open();
        var row = await context.ApiKeys.SingleAsync(each => each.Id == key.Id);

        Assert.DoesNotContain(key.Secret, $"{row.Sealed} {row.Fingerprint} {row.Name}", StringComparison.Ordinal);
        Assert.NotEqual(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key.Secret))), row.Fingerprint);
        Assert.Equal(key.Secret, box.Unseal("api-key", row.Sealed));
        Assert.ThrowsAny<CryptographicException>(() => box.Unseal("trunk-password", row.Sealed));
        Assert.ThrowsAny<CryptographicException>(() => new SecretBox(new byte[32]).Unseal("api-key", row.Sealed));
        if (settings.Database.Length == 0)
        {
            await context.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
            Assert.DoesNotContain(key.Secret, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Path.Combine(folder.FullPath, "switchroom.db"))), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AnotherSecretThanTheDatabasesIsToldAtStart()
    {
        using var folder = new TempFolder();
        var settings = await NewDatabaseAsync(folder.FullPath);
        using var store = await MigrateAsync(settings);
        await OpenAsync(store, settings);

        var other = settings with { Secret = Convert.ToBase64String(new byte[32]) };
        Assert.Contains("sealed with another secret", (await Assert.ThrowsAsync<InvalidDataException>(() => OpenAsync(store, other))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AKeyRevokedByAnotherProcessStopsWithinASecond()
    {
        using var folder = new TempFolder();
        var settings = await NewDatabaseAsync(folder.FullPath);
        using var store = await MigrateAsync(settings);
        var (domain, here, box) = await OpenAsync(store, settings);
        using var elsewhere = new ApiKeys(store, box, clock);
        var key = await here.CreateAsync(domain, "one");

        Assert.Equal(key, await here.FindBySecretAsync(key.Secret, default));
        Assert.Null(await here.FindBySecretAsync(key.Secret + "x", default));
        Assert.True(await elsewhere.RevokeAsync(key.Id));
        Assert.False(await elsewhere.RevokeAsync(key.Id));
        Assert.NotNull(await here.FindBySecretAsync(key.Secret, default));
        clock.Advance(ApiKeys.Staleness);
        Assert.Null(await here.FindBySecretAsync(key.Secret, default));
        Assert.Null(await here.FindByIdAsync(key.Id, default));
        Assert.DoesNotContain(key, await here.ValidAsync(domain.Id, default));
    }

    [Fact]
    public async Task AConfiguredKeyIsKeptAndARevokedOneStaysRevoked()
    {
        using var folder = new TempFolder();
        var settings = (await NewDatabaseAsync(folder.FullPath)) with { ApiKey = "an-operators-own-key" };
        using var store = await MigrateAsync(settings);
        var (domain, keys, box) = await OpenAsync(store, settings);
        var defaults = new DefaultDomain(store, box, keys, settings, clock);

        var key = await defaults.EnsureKeyAsync(domain);
        Assert.Equal("an-operators-own-key", key!.Secret);
        Assert.Equal(key.Id, (await defaults.EnsureKeyAsync(domain))!.Id);
        await keys.RevokeAsync(key.Id);
        Assert.Null(await defaults.EnsureKeyAsync(domain));
    }

    [Fact]
    public async Task TheDatabaseItselfRefusesASecondRoomOfTheNameAndATimestampThatIsNone()
    {
        using var folder = new TempFolder();
        var settings = await NewDatabaseAsync(folder.FullPath);
        using var store = await MigrateAsync(settings);
        var domain = (await OpenAsync(store, settings)).Domain;
        StoredRoom Room(string name, DateTimeOffset created) => new() { Id = Guid.NewGuid().ToString(), DomainId = domain.Id, Name = name, Private = false, Properties = "{}", CreatedAt = created };
        await store.WriteAsync(async context => await context.Rooms.AddAsync(Room("one", clock.GetUtcNow())));

        var twice = await Assert.ThrowsAsync<DbUpdateException>(() => store.WriteAsync(async context => await context.Rooms.AddAsync(Room("one", clock.GetUtcNow()))));
        Assert.True(Store.IsDuplicate(twice));
        var early = await Assert.ThrowsAsync<DbUpdateException>(() => store.WriteAsync(async context => await context.Rooms.AddAsync(Room("two", DateTimeOffset.UnixEpoch.AddSeconds(-1)))));
        Assert.False(Store.IsDuplicate(early));
        await Assert.ThrowsAsync<DbUpdateException>(() => store.WriteAsync(async context => await context.Rooms.AddAsync(Room("", clock.GetUtcNow()))));
    }

    [Fact]
    public async Task AWriteThatFailsLeavesNothing()
    {
        using var folder = new TempFolder();
        var settings = await NewDatabaseAsync(folder.FullPath);
        using var store = await MigrateAsync(settings);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.WriteAsync(async context =>
        {
            await context.Domains.AddAsync(new StoredDomain { Id = "x", Name = "x", SecretCheck = "", CreatedAt = clock.GetUtcNow() });
            await context.SaveChangesAsync();
            throw new InvalidOperationException("half way");
        }));

        await using var context = store.Open();
        Assert.False(await context.Domains.AnyAsync(domain => domain.Id == "x"));
    }

    [Fact]
    public async Task WritersOfOneRowTakeTurns()
    {
        using var folder = new TempFolder();
        var settings = await NewDatabaseAsync(folder.FullPath);
        using var store = await MigrateAsync(settings);
        var id = (await OpenAsync(store, settings)).Domain.Id;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.WriteAsync(async context =>
        {
            var domain = await context.Domains.SingleAsync(row => row.Id == id);
            domain.Properties += "+";
            domain.Version++;
        })));

        await using var context = store.Open();
        Assert.Equal("{}++++", (await context.Domains.SingleAsync(row => row.Id == id)).Properties);
    }

    private static async Task<Store> MigrateAsync(ServerSettings settings)
    {
        var store = Store.Create(settings);
        await new StoreMigrator(store, settings).MigrateAsync(default);
        return store;
    }

    private async Task<(StoredDomain Domain, ApiKeys Keys, SecretBox Box)> OpenAsync(Store store, ServerSettings settings)
    {
        var box = SecretBox.Open(settings);
        var keys = new ApiKeys(store, box, clock);
        return (await new DefaultDomain(store, box, keys, settings, clock).EnsureAsync(), keys, box);
    }
}
