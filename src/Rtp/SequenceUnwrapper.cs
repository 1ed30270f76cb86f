namespace Switchroom.Rtp;

/// <summary>Extends 16-bit sequence numbers to numbers that never wrap, each the nearest to the highest so far.</summary>
public struct SequenceUnwrapper
{
    private long _highest;
    private bool _started;

    /// <summary>The highest number so far.</summary>
    public readonly long Highest => _highest;

    /// <summary>Extends a number; the first stays as it is.</summary>
    public long Unwrap(ushort sequence)
    {
        var extended = _started ? _highest + (short)(sequence - (ushort)_highest) : sequence;
        _highest = _started ? Math.Max(_highest, extended) : extended;
        _started = true;
        return extended;
    }
}
