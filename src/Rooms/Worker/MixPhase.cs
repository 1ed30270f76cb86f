namespace Switchroom.Rooms.Worker;

/// <summary>
/// Where in every 20 ms the mix of a room steps. Rooms are spread over the phases: were all of a worker's packets sent at once, they would wait for each other on
/// the way out, and overflow the buffers of a far end that takes many calls.
/// </summary>
/// <param name="Number">0 to <see cref="Count"/> - 1.</param>
public readonly record struct MixPhase(int Number)
{
    /// <summary>How many there are.</summary>
    public const int Count = 4;

    /// <summary>The first step at or after a time. What phones sent may be handed over just before it, with the time it came: nothing of it is of use earlier.</summary>
    /// <param name="now">Monotonic time, not negative.</param>
    public TimeSpan StepFrom(TimeSpan now)
    {
        var offset = RoomAudio.TickTime * Number / Count;
        return offset + (RoomAudio.TickTime * ((now - offset + RoomAudio.TickTime - new TimeSpan(1)).Ticks / RoomAudio.TickTime.Ticks));
    }

    /// <summary>The first step after a time.</summary>
    /// <param name="now">Monotonic time, not negative.</param>
    public TimeSpan StepAfter(TimeSpan now) => StepFrom(now + new TimeSpan(1));
}
