using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Pages;

/// <summary>The command <c>switchroom phone</c> as a process of its own on a free port of 127.0.0.1.</summary>
internal sealed class TryoutPhoneProcess : IAsyncDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Switchroom.Server.dll");

    private readonly TestProcess _process;

    private TryoutPhoneProcess(TestProcess process, string uri)
    {
        _process = process;
        Uri = uri;
    }

    public string Uri { get; }

    /// <summary>What it printed: calls, answers, keys.</summary>
    public string Output => _process.Output;

    /// <summary>Starts one; the options are those of the command.</summary>
    public static async Task<TryoutPhoneProcess> StartAsync(params string[] options)
    {
        TestProcess process = TestProcess.Start("dotnet", [Program, "phone", "--address", "127.0.0.1", "--port", $"{FreePort.Next()}", .. options]);
        return new TryoutPhoneProcess(process, (await process.WaitForOutput(@"ready at (sip:\S+)")).Groups[1].Value);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
