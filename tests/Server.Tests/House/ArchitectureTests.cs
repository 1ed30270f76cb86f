using System.Text.RegularExpressions;

namespace Switchroom.Server.Tests.House;

/// <summary>Who may know whom, read from the sources: between the projects, and between the folders of Server.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["Rtp"] = [],
        ["Sip"] = [],
        ["Media"] = [],
        ["WebRtc"] = ["Rtp"],
        ["Rooms"] = ["Rtp", "WebRtc", "Media"],
        ["Server"] = ["Rooms", "Sip"],
    };

    // what each folder of Server may use of the others; the root composes and may use all
    private static readonly Dictionary<string, string[]> Folders = new()
    {
        ["Settings"] = [],
        ["Storage"] = ["Settings"],
        ["Tokens"] = ["Settings", "Storage"],
        ["Network"] = ["Settings"],
        ["Events"] = ["Settings", "Storage", "Network"],
        ["Signalling"] = ["Settings", "Storage", "Tokens", "Network"],
        ["Api"] = ["Settings", "Storage", "Tokens", "Events", "Network", "Signalling"],
        ["Phone"] = ["Settings", "Storage", "Tokens", "Events", "Network", "Signalling", "Api"],
        ["Pages"] = ["Settings", "Api"],
        ["Telemetry"] = [],
        ["Commands"] = ["Settings", "Storage", "Events", "Network", "Phone"],
    };

    public static TheoryData<string> ProjectNames => [.. Projects.Keys];

    public static TheoryData<string> FolderNames => [.. Folders.Keys];

    [Theory, MemberData(nameof(ProjectNames))]
    public void AProjectImportsOnlyWhatTheDesignAllows(string project)
    {
        var references = ProjectReference().Matches(File.ReadAllText(Path.Combine(Repository.Root, "src", project, $"{project}.csproj"))).Select(match => match.Groups[1].Value);
        Assert.Subset(Projects[project].ToHashSet(), references.ToHashSet());
    }

    [Theory, MemberData(nameof(FolderNames))]
    public void AFolderOfServerUsesOnlyTheFoldersItMay(string folder)
    {
        var allowed = Folders[folder].Append(folder).ToHashSet();
        var root = Path.Combine(Repository.Root, "src", "Server", folder);
        foreach (var file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var used = ServerFolder().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).Where(Folders.ContainsKey);
            Assert.All(used, name => Assert.True(allowed.Contains(name), $"{Path.GetRelativePath(Repository.Root, file)} uses {name}; {folder} may use {string.Join(", ", Folders[folder])}"));
        }
    }

    [Fact]
    public void EveryFolderOfServerIsInTheTable() =>
        Assert.Subset(Folders.Keys.Concat(["bin", "obj", "Properties"]).ToHashSet(), Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src", "Server")).Select(path => Path.GetFileName(path)!).ToHashSet());

    [Fact]
    public void NoFileIsLongerThanFiveHundredLines()
    {
        var long500 = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Generated().IsMatch(file) && File.ReadLines(file).Count() > 500);
        Assert.Empty(long500);
    }

    [Fact]
    public void NoFolderIsNamedAfterNothing()
    {
        string[] empty = ["Utils", "Utilities", "Common", "Helpers", "Extensions", "Misc", "Shared"];
        Assert.DoesNotContain(Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories), path => empty.Contains(Path.GetFileName(path)));
    }

    // what Rooms needs at run time stands under an alias, so that code cannot name it
    [GeneratedRegex(@"<ProjectReference Include=""\.\./(\w+)/\w+\.csproj"" />")]
    private static partial Regex ProjectReference();

    [GeneratedRegex(@"\bSwitchroom\.Server\.(\w+)")]
    private static partial Regex ServerFolder();

    [GeneratedRegex(@"[/\\](obj|bin|Migrations)[/\\]")]
    private static partial Regex Generated();
}
