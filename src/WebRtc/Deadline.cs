namespace Switchroom.WebRtc;

/// <summary>Arithmetic on optional points in time.</summary>
internal static class Deadline
{
    /// <summary>The earlier of two; null is never.</summary>
    internal static TimeSpan? Earliest(TimeSpan? left, TimeSpan? right) => left is null ? right : right is null || left < right ? left : right;
}
