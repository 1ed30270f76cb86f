namespace Switchroom.Fuzz;

/// <summary>
/// One parser or engine under hostile bytes. <see cref="Run"/> must return for any input: an exception, or an assertion inside it, is a finding.
/// Seeds are the files in Corpora/&lt;Name&gt;/; every past finding is kept there.
/// </summary>
public abstract class FuzzTarget
{
    /// <summary>Name on the command line and of the corpus folder, in lower-case words with hyphens.</summary>
    public abstract string Name { get; }

    /// <summary>Feeds one input.</summary>
    public abstract void Run(ReadOnlySpan<byte> input);
}
