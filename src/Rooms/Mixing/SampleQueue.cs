namespace Switchroom.Rooms.Mixing;

/// <summary>What is left of decoded sound after a read. It is filled only when it is empty, and grows to the longest piece that it ever held.</summary>
internal sealed class SampleQueue
{
    private short[] _samples = [];
    private int _start;

    /// <summary>Samples that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Room for a piece; <see cref="Commit"/> says how much of it was written. What waited is gone.</summary>
    public Span<short> Begin(int count)
    {
        (_start, Count) = (0, 0);
        if (_samples.Length < count)
        {
            _samples = new short[count];
        }

        return _samples.AsSpan(0, count);
    }

    /// <summary>Keeps what was written into <see cref="Begin"/>'s span.</summary>
    public void Commit(int count) => Count = count;

    /// <summary>Moves the oldest samples to the beginning of <paramref name="samples"/>.</summary>
    /// <returns>How many: as many as there are and fit.</returns>
    public int Take(Span<short> samples)
    {
        var count = Math.Min(Count, samples.Length);
        _samples.AsSpan(_start, count).CopyTo(samples);
        (_start, Count) = (_start + count, Count - count);
        return count;
    }

    /// <summary>Drops everything.</summary>
    public void Clear() => Count = 0;
}
