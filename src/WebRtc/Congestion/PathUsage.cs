namespace Switchroom.WebRtc.Congestion;

/// <summary>What the trend of the queueing delay says of the path.</summary>
internal enum PathUsage
{
    /// <summary>The queue keeps its length.</summary>
    Normal,

    /// <summary>The queue grows: more is sent than the path carries.</summary>
    Overuse,

    /// <summary>The queue drains.</summary>
    Underuse,
}
