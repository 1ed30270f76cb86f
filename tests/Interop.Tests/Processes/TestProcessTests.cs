using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Processes;

public sealed class TestProcessTests
{
    [Fact]
    public async Task WaitsForALineAndKillsWhatItStarted()
    {
        var process = TestProcess.Start("sh", ["-c", "echo ready on 42; sleep 600"]);
        Assert.Equal("42", (await process.WaitForOutput(@"ready on (\d+)")).Groups[1].Value);
        var id = process.Id;

        await process.DisposeAsync();

        Assert.False(Directory.Exists($"/proc/{id}"));
    }

    [Fact]
    public async Task ShowsTheOutputOfAProcessThatEndedTooSoon()
    {
        await using var process = TestProcess.Start("sh", ["-c", "echo cannot bind >&2; exit 3"]);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => process.WaitForOutput("ready"));

        Assert.Contains("cannot bind", failure.Message);
        Assert.Equal(3, await process.WaitForExit());
    }

    [Fact]
    public void GivesPortsThatAreAllDifferent()
    {
        var ports = Enumerable.Range(0, 50).Select(_ => FreePort.Pair()).ToList();

        Assert.Equal(ports.Count, ports.Distinct().Count());
        Assert.All(ports, port => Assert.Equal(0, port % 2));
    }

    [Fact]
    public void GivesARangeToNobodyElse()
    {
        var range = FreePort.Row(32);
        var others = Enumerable.Range(0, 50).Select(_ => FreePort.Next()).ToList();

        Assert.DoesNotContain(others, port => port >= range && port < range + 32);
    }
}
