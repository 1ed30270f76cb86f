namespace Switchroom.Rooms.Mixing;

/// <summary>How a room decides who is heard. The defaults suit conversation.</summary>
internal sealed record MixOptions
{
    /// <summary>The most talkers that can be told apart in one mix.</summary>
    public const int MostTalkers = 64;

    /// <summary>How many are heard at once, 1 to <see cref="MostTalkers"/>: the loudest.</summary>
    public int MaxTalkers { get; init; } = 8;

    /// <summary>The quietest level that opens a source's gate, in -dBov.</summary>
    public int GateLevel { get; init; } = 50;

    /// <summary>How many ticks a gate stays open after the last loud one: pauses between words are not cut.</summary>
    public int HangoverTicks { get; init; } = 15;

    /// <summary>How much louder, in dB, a source must be to take the place of one that is heard.</summary>
    public int TakeoverMargin { get; init; } = 6;

    /// <summary>How many ticks a heard source keeps its place whoever is louder.</summary>
    public int MinHeldTicks { get; init; } = 50;

    /// <summary>How long streams of a codec with memory encode the same sound side by side before one takes over the other's listeners.</summary>
    public int MergeTicks { get; init; } = 15;

    /// <summary>How long silence is still encoded before the room counts as silent: far decoders settle.</summary>
    public int TailTicks { get; init; } = 10;
}
