using System.Text.RegularExpressions;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Browser;

/// <summary>The real server as a process of its own, on free ports of 127.0.0.1, with a new data folder and an API key made by its own command.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Switchroom.Server.dll");

    private readonly TempFolder _folder = new();
    private string[] _arguments = [];
    private TestProcess? _process;

    public string Url { get; private set; } = "";

    /// <summary>The API key's id: what LiveKit calls the API key.</summary>
    public string KeyId { get; private set; } = "";

    /// <summary>The API key: bearer of the REST API, secret of tokens.</summary>
    public string Secret { get; private set; } = "";

    /// <summary>What the server logged so far.</summary>
    public string Log => _process?.Output ?? "";

    /// <summary>Starts a server.</summary>
    /// <param name="settings">Further settings, such as <c>--Switchroom:WebRtc:TurnUrls=…</c>.</param>
    public static async Task<RunningServer> StartAsync(params string[] settings)
    {
        RunningServer server = new();
        string data = $"--Switchroom:Data={server._folder.FullPath}";
        await using (TestProcess keys = TestProcess.Start("dotnet", [Program, "keys", "create", "test", data]))
        {
            Match key = await keys.WaitForOutput(@"^(API\S+) (\S+)$", StartPatience);
            (server.KeyId, server.Secret) = (key.Groups[1].Value, key.Groups[2].Value);
        }

        server.Url = $"http://127.0.0.1:{FreePort.Next()}";
        server._arguments =
        [
            Program, "serve", $"--urls={server.Url}", data, "--Switchroom:WebRtc:Port=0", "--Switchroom:WebRtc:Addresses=127.0.0.1",
            "--Switchroom:Sip:Port=0", "--Switchroom:Sip:TlsPort=0", .. settings,
        ];
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Ends it with SIGKILL: it gets no chance to tidy up.</summary>
    public async Task KillAsync() => await _process!.DisposeAsync();

    /// <summary>Starts it once more, with its settings and its data.</summary>
    public async Task StartAgainAsync()
    {
        _process = TestProcess.Start("dotnet", _arguments);
        try
        {
            await _process.WaitForOutput("is ready", StartPatience);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Dispose();
    }
}
