using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Browser;

/// <summary>Runs one program of <c>tests/Interop.Tests/node/scenarios</c> against a server and returns what it saw.</summary>
internal static class Scenario
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Runs a scenario.</summary>
    /// <param name="server">The server it is about.</param>
    /// <param name="name">The program without its <c>.mjs</c>.</param>
    /// <param name="environment">What else it is told.</param>
    /// <param name="hands">Those who do by hand what the scenario asks for (<c>ask</c> in <c>scenario.mjs</c>), by their names.</param>
    /// <exception cref="Xunit.Sdk.XunitException">It failed; the message has its output and the server's log.</exception>
    public static async Task<JsonElement> RunAsync(
        RunningServer server, string name, IReadOnlyDictionary<string, string?>? environment = null, IReadOnlyDictionary<string, Func<string, Task>>? hands = null)
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
        if (hands is not null)
        {
            await LendAsync(node, hands);
        }

        int code = await node.WaitForExit(Patience);
        string? result = node.Output.Split('\n').LastOrDefault(line => line.StartsWith("RESULT ", StringComparison.Ordinal));
        if (code != 0 || result is null)
        {
            Assert.Fail($"{name} failed.\n{node.Output}\n---- server\n{server.Log}");
        }

        return JsonDocument.Parse(result["RESULT ".Length..]).RootElement;
    }

    // until the scenario says that it is over, whether well or not
    private static async Task LendAsync(TestProcess node, IReadOnlyDictionary<string, Func<string, Task>> hands)
    {
        for (int number = 1; ; number++)
        {
            Match asked = await node.WaitForOutput($@"^(?:ASK {number} (\S+) (.*)|OVER)$", Patience);
            if (!asked.Groups[1].Success)
            {
                return;
            }

            await hands[asked.Groups[1].Value](asked.Groups[2].Value);
        }
    }

    /// <summary>The scenarios lie beside this file, not beside the built test.</summary>
    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "node"));
}
