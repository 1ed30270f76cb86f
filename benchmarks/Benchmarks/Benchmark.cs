namespace Switchroom.Benchmarks;

/// <summary>One group of figures that belong together; found by its type and run by <c>./bench</c>.</summary>
public abstract class Benchmark
{
    /// <summary>Name on the command line, in lower-case words with hyphens.</summary>
    public abstract string Name { get; }

    /// <summary>Measures and reports. A figure that is a ratio must be measured in the same run as what it is a ratio to.</summary>
    public abstract void Run(Report report);
}
