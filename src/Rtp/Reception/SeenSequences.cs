namespace Switchroom.Rtp.Reception;

/// <summary>The sequence numbers of the last 128 places, to tell a duplicate from a late packet.</summary>
internal sealed class SeenSequences
{
    public const int Size = 128;
    private UInt128 _bits;
    private long _top = -1;

    /// <summary>Remembers a number; false when it is known already. One below the window counts as known.</summary>
    public bool Add(long number, long highest)
    {
        if (_top < 0)
        {
            _top = highest;
        }

        if (number > _top)
        {
            var step = number - _top;
            _bits = step >= Size ? 0 : _bits << (int)step;
            _top = number;
        }

        var place = _top - number;
        if (place >= Size || (_bits & (UInt128.One << (int)place)) != 0)
        {
            return false;
        }

        _bits |= UInt128.One << (int)place;
        return true;
    }

    public void Clear() => (_bits, _top) = (0, -1);
}
