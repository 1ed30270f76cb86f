using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Switchroom.Server.Storage;
using Switchroom.Server.Tests.Support;
using Switchroom.TestKit.Processes;

[assembly: AssemblyFixture(typeof(SqliteServer))]
[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Switchroom.Server.Tests.Support;

/// <summary>
/// A whole server in this process on a free port, started by the first test that asks for it. Each test works in a domain of its own.
/// </summary>
public abstract class TestServer : IAsyncDisposable
{
    private readonly TempFolder _data = new();
    private readonly Lazy<Task<WebApplication>> _app;

    protected TestServer() => _app = new Lazy<Task<WebApplication>>(StartAsync);

    /// <summary>Where it listens.</summary>
    public async Task<Uri> UrlAsync() => new((await _app.Value).Urls.First());

    /// <summary>A server on free ports that is not started yet.</summary>
    internal static WebApplication Build(string data, params string[] settings) => ServerHost.Build(
    [
        "--urls=http://127.0.0.1:0", $"--Switchroom:Data={data}", "--Switchroom:Sip:Port=0", "--Switchroom:Sip:TlsPort=0", "--Switchroom:WebRtc:Port=0",
        "--Switchroom:WebRtc:Addresses=127.0.0.1", "--Logging:LogLevel:Default=Warning", .. settings,
    ]);

    /// <summary>A client with the key of a new domain.</summary>
    internal async Task<ApiClient> NewDomainAsync()
    {
        var services = (await _app.Value).Services;
        var store = services.GetRequiredService<Store>();
        var domain = new StoredDomain
        {
            Id = Guid.NewGuid().ToString(),
            Name = $"test-{Guid.NewGuid():N}",
            SecretCheck = "",
            CreatedAt = DateTimeOffset.UtcNow,
        };
        await store.WriteAsync(async context => await context.Domains.AddAsync(domain));
        var key = await services.GetRequiredService<ApiKeys>().CreateAsync(domain, "test");
        return new ApiClient(await UrlAsync(), key.Secret, domain.Id, key.Id);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_app.IsValueCreated)
        {
            await using var app = await _app.Value;
            await app.StopAsync();
        }

        _data.Dispose();
    }

    /// <summary>Prepares the database and says how to reach it.</summary>
    protected abstract Task<string[]> SettingsAsync();

    private async Task<WebApplication> StartAsync()
    {
        var app = Build(_data.FullPath, [.. await SettingsAsync(), "--Switchroom:Api:RateLimits:Enabled=false", "--Switchroom:Webhooks:MaxPerDomain=3"]);
        await app.StartAsync();
        return app;
    }
}

/// <summary>Over the SQLite file that is the default.</summary>
public sealed class SqliteServer : TestServer
{
    protected override Task<string[]> SettingsAsync() => Task.FromResult(Array.Empty<string>());
}

/// <summary>Over a PostgreSQL that the tests start.</summary>
public sealed class PostgresServer : TestServer
{
    private readonly Lazy<Task<PostgresCluster>> _cluster = new(PostgresCluster.StartAsync);

    /// <summary>Connection string of a new, empty database of the same cluster.</summary>
    public async Task<string> NewDatabaseAsync() => await (await _cluster.Value).NewDatabaseAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_cluster.IsValueCreated)
        {
            await (await _cluster.Value).DisposeAsync();
        }
    }

    protected override async Task<string[]> SettingsAsync() => [$"--Switchroom:Database={(await _cluster.Value).ConnectionString("postgres")}"];
}
