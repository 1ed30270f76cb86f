using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Browser;

/// <summary>A TURN server on loopback that takes time-limited credentials.</summary>
internal sealed class Coturn : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string[] _arguments;
    private readonly int _port;
    private TestProcess _process;

    private Coturn(int port)
    {
        string data = _folder.FullPath;
        File.WriteAllLines(Path.Combine(data, "turnserver.conf"),
        [
            "listening-ip=127.0.0.1", "relay-ip=127.0.0.1", $"listening-port={port}", "realm=switchroom.test", "fingerprint", "use-auth-secret",
            $"static-auth-secret={Secret}", "no-tls", "no-dtls", "no-cli", "allow-loopback-peers", "log-file=stdout", "simple-log", "verbose",
            $"pidfile={data}/turnserver.pid", $"userdb={data}/turndb",
        ]);
        _arguments = ["-c", Path.Combine(data, "turnserver.conf")];
        _process = TestProcess.Start("turnserver", _arguments, data);
        _port = port;
        Url = $"turn:127.0.0.1:{port}";
    }

    public string Url { get; }

    public string Secret { get; } = Convert.ToHexString(Guid.NewGuid().ToByteArray());

    /// <summary>What it logged so far.</summary>
    public string Log => _process.Output;

    public static async Task<Coturn> StartAsync()
    {
        int port = FreePort.Next();
        Coturn coturn = new(port);
        await FreePort.WaitUntilBound(port, "udp");
        return coturn;
    }

    /// <summary>Ends it and starts another in its place, which knows nothing of its allocations: whatever went through it goes nowhere.</summary>
    public async Task StartAgainAsync()
    {
        await _process.DisposeAsync();
        _process = TestProcess.Start("turnserver", _arguments, _folder.FullPath);
        await FreePort.WaitUntilBound(_port, "udp");
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
