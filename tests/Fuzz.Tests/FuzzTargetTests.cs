using Switchroom.Fuzz;

namespace Switchroom.Fuzz.Tests;

public sealed class FuzzTargetTests
{
    private const int SmokeInputs = 20_000;

    public static TheoryData<string> Names => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory, MemberData(nameof(Names), DisableDiscoveryEnumeration = false)]
    public void SurvivesItsCorpusAndMutationsOfIt(string name)
    {
        var target = FuzzTargets.All.Single(target => target.Name == name);
        Assert.True(Directory.Exists(FuzzRun.CorpusFolder(target)), $"{name} has no corpus");

        Assert.True(FuzzRun.Run(target, seed: 1, count => count < SmokeInputs) >= SmokeInputs);
    }
}
