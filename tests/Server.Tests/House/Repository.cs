namespace Switchroom.Server.Tests.House;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Switchroom.slnx")) ? folder : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not inside the source tree"));
}
