using System.Runtime.CompilerServices;
using System.Text.Json;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Browser;

/// <summary>Runs one program of <c>tests/Interop.Tests/node/scenarios</c> against a server and returns what it saw.</summary>
internal static class Scenario
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs a scenario.</summary>
    /// <param name="server">The server it is about.</param>
    /// <param name="name">The program without its <c>.mjs</c>.</param>
    /// <param name="environment">What else it is told.</param>
    /// <exception cref="Xunit.Sdk.XunitException">It failed; the message has its output and the server's log.</exception>
    public static async Task<JsonElement> RunAsync(RunningServer server, string name, IReadOnlyDictionary<string, string?>? environment = null)
    {
        await using TestProcess node = TestProcess.Start(
            "node",
            [$"scenarios/{name}.mjs"],
            Folder(),
            new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>())
            {
                ["SWITCHROOM_URL"] = server.Url,
                ["SWITCHROOM_KEY_ID"] = server.KeyId,
                ["SWITCHROOM_SECRET"] = server.Secret,
            });
        int code = await node.WaitForExit(Patience);
        string? result = node.Output.Split('\n').LastOrDefault(line => line.StartsWith("RESULT ", StringComparison.Ordinal));
        if (code != 0 || result is null)
        {
            Assert.Fail($"{name} failed.\n{node.Output}\n---- server\n{server.Log}");
        }

        return JsonDocument.Parse(result["RESULT ".Length..]).RootElement;
    }

    /// <summary>The scenarios lie beside this file, not beside the built test.</summary>
    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "node"));
}
