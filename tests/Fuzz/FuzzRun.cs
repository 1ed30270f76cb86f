namespace Switchroom.Fuzz;

/// <summary>Runs one target: its corpus first, then mutations of it.</summary>
public static class FuzzRun
{
    /// <summary>Where the corpus of a target lies beside the program.</summary>
    public static string CorpusFolder(FuzzTarget target) => Path.Combine(AppContext.BaseDirectory, "Corpora", target.Name);

    /// <summary>Runs until <paramref name="goOn"/> is false; a finding throws with the input's hexadecimal form.</summary>
    /// <returns>The number of inputs run.</returns>
    public static long Run(FuzzTarget target, int seed, Func<long, bool> goOn)
    {
        var corpus = Directory.Exists(CorpusFolder(target))
            ? Directory.GetFiles(CorpusFolder(target)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList()
            : [];
        long count = 0;
        foreach (var entry in corpus)
        {
            RunOne(target, entry);
            count++;
        }

        var mutator = new Mutator(corpus, seed);
        for (; goOn(count); count++)
        {
            RunOne(target, mutator.Next());
        }

        return count;
    }

    private static void RunOne(FuzzTarget target, byte[] input)
    {
        try
        {
            target.Run(input);
        }
        catch (Exception finding)
        {
            throw new InvalidOperationException($"{target.Name} failed on input {Convert.ToHexString(input)}", finding);
        }
    }
}
