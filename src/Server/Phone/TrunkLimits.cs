namespace Switchroom.Server.Phone;

/// <summary>How many calls a trunk takes.</summary>
/// <param name="Concurrent">Most calls at once; 0 is no limit.</param>
/// <param name="PerSecond">Most calls that begin within a second; 0 is no limit.</param>
internal readonly record struct TrunkLimits(int Concurrent, int PerSecond)
{
    /// <summary>Whether a trunk has no room for one more call.</summary>
    /// <param name="active">Calls under way through it.</param>
    /// <param name="startedLastSecond">Calls that began within the last second.</param>
    public bool AreReachedBy(int active, int startedLastSecond) =>
        (Concurrent > 0 && active >= Concurrent) || (PerSecond > 0 && startedLastSecond >= PerSecond);
}
