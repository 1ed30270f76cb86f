using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Sip;

/// <summary>A running SIPp with its scenario; its own verdict is its exit code.</summary>
internal sealed class Sipp : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestProcess _process;

    private Sipp(SippScenario scenario, string transport, IEnumerable<string> arguments)
    {
        Port = FreePort.Next();
        var file = _folder.Write("scenario.xml", scenario.ToString());
        _process = TestProcess.Start(
            "sipp",
            [
                "-sf", file, "-i", "127.0.0.1", "-p", $"{Port}", "-t", transport == "tcp" ? "t1" : "u1", "-nostdin", "-timeout", "100s", "-timeout_error",
                "-recv_timeout", "40000", "-trace_err", "-error_file", Path.Combine(_folder.FullPath, "errors.log"),
                "-trace_msg", "-message_file", Path.Combine(_folder.FullPath, "messages.log"), .. arguments,
            ],
            _folder.FullPath,
            new Dictionary<string, string?> { ["TERM"] = "dumb" });
    }

    public int Port { get; }

    /// <summary>Arguments that give it free ports to play sound from: it takes one for audio and the one two above for video.</summary>
    public static string[] MediaPort() => ["-mi", "127.0.0.1", "-mp", $"{FreePort.Row(4)}"];

    /// <summary>Waits to be called.</summary>
    public static async Task<Sipp> Callee(SippScenario scenario, int calls = 1, string transport = "udp", params string[] more)
    {
        var sipp = new Sipp(scenario, transport, ["-m", $"{calls}", .. more]);
        var ended = sipp._process.WaitForExit();
        if (await Task.WhenAny(FreePort.WaitUntilBound(sipp.Port, transport), ended) == ended)
        {
            await sipp.DisposeAsync();
            throw new InvalidOperationException($"SIPp ended at once:\n{sipp._process.Output}\n{scenario}");
        }

        return sipp;
    }

    /// <summary>Calls us.</summary>
    public static Sipp Caller(SippScenario scenario, int port, int calls = 1, string transport = "udp", params string[] more) =>
        new(scenario, transport, [$"127.0.0.1:{port}", "-m", $"{calls}", .. more]);

    /// <summary>Waits until it has run every call and asserts that all went by the scenario.</summary>
    public Task AssertSucceeds(SipAgent agent) => AssertSucceeds(() => agent.Ladder);

    /// <summary>The same, with something else to say of our side.</summary>
    public async Task AssertSucceeds(Func<string> ourSide)
    {
        var code = await _process.WaitForExit(TimeSpan.FromSeconds(120));
        Assert.True(code == 0, $"SIPp ended with {code}.\n{Log("errors.log")}\n{Log("messages.log")}\nOur side:\n{ourSide()}");
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"{_process.Output}\n{Log("errors.log")}\n{Log("messages.log")}");
        _folder.Dispose();
    }

    private string Log(string name) => Path.Combine(_folder.FullPath, name) is var path && File.Exists(path) ? File.ReadAllText(path) : $"(no {name})";
}
