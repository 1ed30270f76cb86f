namespace Switchroom.Rooms.Forwarding;

/// <summary>
/// Rewrites a counter of the wire (sequence number, picture id) so that the receiver sees one without gaps, though packets are left out
/// and the source changes. Late packets keep the number they would have had.
/// </summary>
/// <param name="bits">Width of the counter on the wire, 2 to 16.</param>
internal sealed class CounterRewriter(int bits)
{
    /// <summary>How many left-out numbers are remembered for late packets.</summary>
    public const int Remembered = 64;

    private readonly long[] _dropped = new long[Remembered];
    private readonly int _modulus = 1 << bits;
    private int _droppedCount;
    private long _first;
    private long _highest;
    private long _offset;
    private long _lastOut = -1;
    private bool _started;

    /// <summary>The newest number given out; null before the first.</summary>
    public int? Last => _lastOut < 0 ? null : (int)(_lastOut & (_modulus - 1));

    /// <summary>A new source, or the first: <paramref name="number"/> becomes the successor of the last one given out (the first stays as it is).</summary>
    public void SwitchTo(int number)
    {
        _first = _highest = number + (1L << 40);
        _offset = _lastOut < 0 ? 1L << 40 : _highest - (_lastOut + 1);
        _droppedCount = 0;
        _started = true;
    }

    /// <summary>The number to send a packet with; false when it is from before the switch, was left out, or is too late to tell.</summary>
    public bool TryMap(int number, out int mapped)
    {
        mapped = 0;
        var extended = Extend(number);
        if (!_started || extended < _first)
        {
            return false;
        }

        var offset = _offset;
        if (extended > _highest)
        {
            _highest = extended;
        }
        else if (!TryOffsetOf(extended, out offset))
        {
            return false;
        }

        var sent = extended - offset;
        _lastOut = Math.Max(_lastOut, sent);
        mapped = (int)(sent & (_modulus - 1));
        return true;
    }

    /// <summary>Leaves a number out: its successors move up. A late one leaves a gap, since its successors are sent.</summary>
    public void Drop(int number)
    {
        var extended = Extend(number);
        if (!_started || extended <= _highest)
        {
            return;
        }

        _highest = extended;
        _offset++;
        _dropped[_droppedCount++ % Remembered] = extended;
    }

    private long Extend(int number)
    {
        var difference = (number - (int)(_highest & (_modulus - 1))) & (_modulus - 1);
        return _highest + (difference < _modulus / 2 ? difference : difference - _modulus);
    }

    private bool TryOffsetOf(long extended, out long offset)
    {
        offset = _offset;
        var remembered = Math.Min(_droppedCount, Remembered);
        for (var i = 1; i <= remembered; i++)
        {
            var dropped = _dropped[(_droppedCount - i) % Remembered];
            if (dropped < extended)
            {
                return true;
            }

            if (dropped == extended)
            {
                return false;
            }

            offset--;
        }

        return _droppedCount <= Remembered;
    }
}
