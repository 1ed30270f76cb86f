using Microsoft.Extensions.Time.Testing;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Storage;

/// <summary>Tests over a new database with its default domain; a class for SQLite and one for PostgreSQL derive from each.</summary>
public abstract class DatabaseTests : IAsyncLifetime
{
    private protected static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(56);

    private readonly TempFolder _folder = new();

    private protected FakeTimeProvider Clock { get; } = new(Now);

    private protected Store Store { get; private set; } = null!;

    private protected SecretBox Box { get; private set; } = null!;

    private protected StoredDomain Domain { get; private set; } = null!;

    /// <summary>Its connection string; empty for SQLite.</summary>
    protected virtual Task<string> NewDatabaseAsync() => Task.FromResult("");

    public virtual async ValueTask InitializeAsync()
    {
        var settings = new ServerSettings("", "switchroom", null, _folder.FullPath, await NewDatabaseAsync(), "");
        Store = Store.Create(settings);
        await new StoreMigrator(Store, settings).MigrateAsync(default);
        Box = SecretBox.Open(settings);
        using var keys = new ApiKeys(Store, Box, Clock);
        Domain = await new DefaultDomain(Store, Box, keys, settings, Clock).EnsureAsync();
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Store.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private protected StoredCallLeg NewCall(string id, string state, DateTimeOffset? answered, DateTimeOffset? ended, string? trunk = null) => new()
    {
        Id = id,
        DomainId = Domain.Id,
        RoomId = "room",
        RoomName = "room",
        Direction = "out",
        State = state,
        Target = "+15550100",
        TrunkId = trunk,
        CreatedAt = answered ?? Now.AddDays(-20_000),
        AnsweredAt = answered,
        EndedAt = ended,
    };
}
