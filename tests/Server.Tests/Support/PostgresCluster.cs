using Npgsql;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Support;

/// <summary>A PostgreSQL of the tests' own: a temporary folder, a free port, and not run by root, which PostgreSQL refuses.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _port = FreePort.Next();
    private TestProcess? _server;

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};Pooling=true;Maximum Pool Size=60";

    public static async Task<PostgresCluster> StartAsync()
    {
        var cluster = new PostgresCluster();
        await cluster.InitializeAsync();
        return cluster;
    }

    private async Task InitializeAsync()
    {
        var binaries = Directory.GetDirectories("/usr/lib/postgresql").OrderBy(path => path).Select(path => Path.Combine(path, "bin")).Last();
        var data = Path.Combine(_folder.FullPath, "data");
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "postgres", _folder.FullPath);
        }

        await RunAsync([.. AsPostgres(), Path.Combine(binaries, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
        string[] server =
        [
            .. AsPostgres(), Path.Combine(binaries, "postgres"), "-D", data, "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1",
            "-c", $"unix_socket_directories={_folder.FullPath}", "-c", "fsync=off", "-c", "max_connections=120",
        ];
        _server = TestProcess.Start(server[0], server[1..], _folder.FullPath);
        await _server.WaitForOutput("ready to accept connections");
    }

    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
    }

    // setpriv becomes the program it starts, so that ending our child ends PostgreSQL
    private static string[] AsPostgres() =>
        Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] : ["env"];

    private async Task RunAsync(params string[] command)
    {
        await using var process = TestProcess.Start(command[0], command[1..], _folder.FullPath);
        var code = await process.WaitForExit(TimeSpan.FromMinutes(3));
        Assert.True(code == 0, $"{string.Join(' ', command)}\n{process.Output}");
    }
}
