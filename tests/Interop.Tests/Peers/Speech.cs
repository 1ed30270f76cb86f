using Switchroom.TestKit.Processes;

namespace Switchroom.Interop.Tests.Peers;

/// <summary>Spoken sentences as files, and recordings at the rate at which they are compared.</summary>
internal static class Speech
{
    /// <summary>Rate of comparison: what a telephone carries lies below half of it.</summary>
    public const int Rate = 8_000;

    /// <summary>Says a sentence into a file, followed by half a second of silence.</summary>
    public static async Task<string> SayAsync(TempFolder folder, string name, string voice, string sentence, int rate, int times = 1)
    {
        var (spoken, path) = (Path.Combine(folder.FullPath, name + "-spoken.wav"), Path.Combine(folder.FullPath, name + ".wav"));
        await RunAsync("espeak-ng", "-v", voice, "-w", spoken, sentence);
        await RunAsync("sox", spoken, "-r", $"{rate}", "-c", "1", "-b", "16", path, "norm", "-6", "pad", "0", "0.5", "repeat", $"{times - 1}");
        return path;
    }

    /// <summary>A file of any rate as it is compared.</summary>
    public static async Task<Wave> ReadAsync(string path)
    {
        var copy = path + ".compared.wav";
        await RunAsync("sox", path, "-r", $"{Rate}", "-c", "1", "-b", "16", copy);
        return Wave.Read(copy);
    }

    /// <summary>Bare samples of one channel as they are compared.</summary>
    public static async Task<Wave> ReadRawAsync(string path, int rate)
    {
        var copy = path + ".wav";
        await RunAsync("sox", "-t", "raw", "-r", $"{rate}", "-e", "signed-integer", "-b", "16", "-c", "1", path, copy);
        return await ReadAsync(copy);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        await using var process = TestProcess.Start(program, arguments);
        Assert.True(await process.WaitForExit() == 0, $"{program}: {process.Output}");
    }
}
