using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.Commands;

/// <summary>The server as a process of its own, as an operator starts it.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const string ApiKey = "0123456789abcdef0123456789abcdef";

    private ServerProcess(TestProcess process) => Process = process;

    public TestProcess Process { get; }

    public Uri Url { get; private set; } = null!;

    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "Switchroom.Server.dll");

    /// <summary>Starts the server on free ports and waits for its ready line.</summary>
    public static async Task<ServerProcess> StartAsync(string data, bool configuredKey = true)
    {
        var server = new ServerProcess(Run(data, configuredKey ? [$"--Switchroom:ApiKey={ApiKey}", .. Ports] : Ports));
        var ready = await server.Process.WaitForOutput(@"^Switchroom is ready at (http://\S+)", TimeSpan.FromMinutes(3));
        server.Url = new Uri(ready.Groups[1].Value);
        return server;
    }

    /// <summary>Runs any command line on a data folder. Ctrl-C counts even where the tests run in the background of a shell, which lets its children ignore it.</summary>
    public static TestProcess Run(string data, params string[] arguments) =>
        TestProcess.Start("env", ["--default-signal=INT", $"Switchroom__Data={data}", "dotnet", Program, .. arguments], data);

    public ValueTask DisposeAsync() => Process.DisposeAsync();

    private static string[] Ports =>
    [
        "--urls=http://127.0.0.1:0", "--Switchroom:Sip:Port=0", "--Switchroom:Sip:TlsPort=0", "--Switchroom:WebRtc:Port=0", "--Switchroom:WebRtc:Addresses=127.0.0.1",
        "--Switchroom:Api:RateLimits:Enabled=false",
    ];
}
