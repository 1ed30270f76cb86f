using System.Net;
using System.Net.Sockets;
using Switchroom.Server.Tests.Support;
using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Commands;

/// <summary>The program as an operator runs it.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly TempFolder data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public async Task ItSaysWhereItIsReadyWithAKeyThatWorksAndStopsCleanlyOnCtrlC()
    {
        string key;
        await using (var server = await ServerProcess.StartAsync(data.FullPath, configuredKey: false))
        {
            key = (await server.Process.WaitForOutput("with API key ([0-9a-f]{64}); try: curl")).Groups[1].Value;
            using var api = new ApiClient(server.Url, key, "", "");
            Assert.Equal(200, (await api.PostAsync("/rooms", new { name = "hello" })).Status);

            await using var interrupt = TestProcess.Start("kill", ["-INT", $"{server.Process.Id}"]);
            Assert.Equal(0, await server.Process.WaitForExit());
        }

        await using var again = await ServerProcess.StartAsync(data.FullPath, configuredKey: false);
        using var same = new ApiClient(again.Url, key, "", "");
        Assert.Equal(200, (await same.GetAsync("/rooms/hello")).Status);
    }

    [Fact]
    public async Task KeysAreCreatedListedAndRevokedBesideARunningServer()
    {
        await using var server = await ServerProcess.StartAsync(data.FullPath);
        var (created, text) = await RunAsync("keys", "create", "second");
        var (id, secret) = (text.Split(' ')[0], text.Split(' ')[1].Trim());
        using var api = new ApiClient(server.Url, secret, "", "");
        Assert.Equal(0, created);

        await Until(async () => (await api.GetAsync("/rooms")).Status == 200);
        var (_, list) = await RunAsync("keys", "list");
        Assert.Contains(id, list, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, list, StringComparison.Ordinal);
        Assert.Equal((0, $"{id} is revoked."), await RunAsync("keys", "revoke", id));
        await Until(async () => (await api.GetAsync("/rooms")).Status == 401);
        Assert.Equal(1, (await RunAsync("keys", "revoke", id)).Code);
    }

    [Theory]
    [InlineData("kyes", "\"kyes\" is neither a command nor a setting. See --help.")]
    [InlineData("--Switchroom:Sip:Prot=1", "Switchroom:Sip:Prot is not a setting.")]
    [InlineData("--Switchroom:Sip:Port=70000", "Switchroom:Sip:Port is \"70000\"; it should be a whole number from 0 to 65535.")]
    [InlineData("--Switchroom:Rtp:Ports=9", "Switchroom:Rtp:Ports is \"9\"; it should be two ports with a hyphen between, such as 10000-19999.")]
    [InlineData("--Switchroom:ApiKey=short", "Switchroom:ApiKey is \"…\"; it should be 16 to 256 visible ASCII characters.")]
    [InlineData("--Switchroom:DialOut:AllowedPrefixes=1", "Switchroom:DialOut:AllowedPrefixes is \"1\"; it should be a plus sign and up to 15 digits, such as +1 or +4420.")]
    [InlineData("--Switchroom:Webhooks:DenyNetworks=everything", "Switchroom:Webhooks:DenyNetworks is \"everything\"; it should be a network such as 10.0.0.0/8, an address, or loopback, private or any.")]
    [InlineData("--urls=foo", "urls is \"foo\"; it should be addresses such as http://0.0.0.0:8080 with semicolons between.")]
    [InlineData("--Switchroom:PublicUrl=example", "Switchroom:PublicUrl is \"example\"; it should be an absolute http or https address.")]
    public async Task AWrongSettingStopsTheStartWithASentence(string argument, string sentence)
    {
        var (code, output) = await RunAsync(argument);
        Assert.Equal(2, code);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAddressThatIsTakenStopsTheStartWithASentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var (code, output) = await RunAsync($"--urls=http://{taken.LocalEndpoint}");
        Assert.Equal((2, $"urls is \"http://{taken.LocalEndpoint}\", which cannot be listened on: Address already in use."), (code, output));
    }

    [Fact]
    public async Task ADataFolderThatIsAFileStopsTheStartWithASentence()
    {
        var file = data.Write("file", "");
        var (code, output) = await RunAsync("migrate", $"--Switchroom:Data={file}/inside");
        Assert.Equal(2, code);
        Assert.StartsWith($"Switchroom:Data is \"{file}/inside\"; it should be a folder that can be written: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigrateAloneBringsTheDatabaseUpToDate() => Assert.Equal((0, "The database is up to date."), await RunAsync("migrate"));

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        await using var process = ServerProcess.Run(data.FullPath, arguments);
        var code = await process.WaitForExit();
        return (code, process.Output);
    }

    // a key of another process is seen within a second; every round is a request to the server
    private static async Task Until(Func<Task<bool>> reached)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await reached())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60));
        }
    }
}
