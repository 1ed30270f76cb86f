using Switchroom.TestKit.Processes;

namespace Switchroom.Server.Tests.House;

/// <summary>The rule that the five engines do no IO bites: the compiler refuses code that breaks it.</summary>
public sealed class EngineRuleTests
{
    public static TheoryData<string, string> Breaches => new()
    {
        { "System.DateTime.UtcNow.ToString()", "Engines are told the time" },
        { "System.Diagnostics.Stopwatch.GetTimestamp()", "Engines are told the time" },
        { "new System.Random().Next()", "Take a Random as an argument" },
        { "new System.Net.Sockets.UdpClient()", "Sockets live in Server/Network" },
        { "System.IO.File.ReadAllText(\"x\")", "Files live in Server" },
        { "new System.Threading.Thread(() => { })", "Engines run on their caller's thread" },
    };

    [Fact]
    public async Task AClockSocketThreadFileOrUnseededRandomInAnEngineBreaksTheBuild()
    {
        using var folder = new TempFolder();
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig", "eng/BannedSymbols.Engines.txt" })
        {
            folder.Write(file, await File.ReadAllTextAsync(Path.Combine(Repository.Root, file)));
        }

        // the folder src and any name but Server make it an engine, exactly as src/Sip is one
        folder.Write("src/Sip/Sip.csproj", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src/Sip/Sip.csproj")));
        folder.Write("src/Sip/Harmless.cs", "namespace Switchroom.Sip;\n\ninternal static class Harmless\n{\n    public static System.TimeSpan Later(System.TimeSpan now) => now + now;\n}\n");
        var (clean, output) = await BuildAsync(folder);
        Assert.True(clean == 0, output);

        var lines = Breaches.Select((breach, i) => $"    public static object Breach{i}() => {breach.Data.Item1};");
        folder.Write("src/Sip/Breaches.cs", $"namespace Switchroom.Sip;\n\ninternal static class Breaches\n{{\n{string.Join('\n', lines)}\n}}\n");
        (var broken, output) = await BuildAsync(folder);

        Assert.NotEqual(0, broken);
        Assert.Contains("error RS0030", output, StringComparison.Ordinal);
        Assert.All(Breaches, breach => Assert.Contains(breach.Data.Item2, output, StringComparison.Ordinal));
    }

    private static async Task<(int Code, string Output)> BuildAsync(TempFolder folder)
    {
        var environment = new Dictionary<string, string?> { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0" };
        await using var build = TestProcess.Start(
            "dotnet", ["build", "src/Sip", "-nologo", "-v", "quiet", "-clp:NoSummary", "-p:UseSharedCompilation=false", "-nodeReuse:false"], folder.FullPath, environment);
        return (await build.WaitForExit(TimeSpan.FromMinutes(5)), build.Output);
    }
}
