namespace Switchroom.Rtp;

/// <summary>Extends 32-bit timestamps to numbers that never wrap, each the nearest to the highest so far.</summary>
public struct TimestampUnwrapper
{
    private long _highest;
    private bool _started;

    /// <summary>The highest timestamp so far.</summary>
    public readonly long Highest => _highest;

    /// <summary>Extends a timestamp; the first stays as it is.</summary>
    public long Unwrap(uint timestamp)
    {
        var extended = _started ? _highest + (int)(timestamp - (uint)_highest) : timestamp;
        _highest = _started ? Math.Max(_highest, extended) : extended;
        _started = true;
        return extended;
    }
}
