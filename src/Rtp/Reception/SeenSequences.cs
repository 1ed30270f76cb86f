namespace Switchroom.Rtp.Reception;

/// <summary>The sequence numbers of the last 128 places, to tell a duplicate from a late packet.</summary>
internal struct SeenSequences
{
    public const int Size = 128;
    private UInt128 _bits;
    private long _above;

    /// <summary>Remembers a number; false when it is known already. One below the window counts as known.</summary>
    public bool Add(long number, long highest)
    {
        if (_above == 0)
        {
            _above = highest + 1;
        }

        if (number >= _above)
        {
            var step = number - _above + 1;
            _bits = step >= Size ? 0 : _bits << (int)step;
            _above = number + 1;
        }

        var place = _above - 1 - number;
        if (place >= Size || (_bits & (UInt128.One << (int)place)) != 0)
        {
            return false;
        }

        _bits |= UInt128.One << (int)place;
        return true;
    }

    public void Clear() => this = default;
}
