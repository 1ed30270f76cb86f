namespace Switchroom.Rooms.Mixing;

/// <summary>Decoded samples on their way out: short, contiguous, moved to the front when the end is reached.</summary>
internal sealed class SampleQueue(int capacity)
{
    private readonly short[] _samples = new short[capacity];
    private int _start;

    /// <summary>Samples that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Room at the end for <paramref name="count"/> samples; <see cref="Commit"/> says how many were written.</summary>
    public Span<short> Reserve(int count)
    {
        if (_start + Count + count > _samples.Length)
        {
            _samples.AsSpan(_start, Count).CopyTo(_samples);
            _start = 0;
        }

        return _samples.AsSpan(_start + Count, Math.Min(count, _samples.Length - Count));
    }

    /// <summary>Takes what was written into <see cref="Reserve"/>'s span.</summary>
    public void Commit(int count) => Count += count;

    /// <summary>Takes the oldest samples; there must be as many.</summary>
    public void Take(Span<short> samples)
    {
        _samples.AsSpan(_start, samples.Length).CopyTo(samples);
        Drop(samples.Length);
    }

    /// <summary>Drops the oldest samples; there must be as many.</summary>
    public void Drop(int count)
    {
        Count -= count;
        _start = Count == 0 ? 0 : _start + count;
    }

    /// <summary>Drops everything.</summary>
    public void Clear() => (_start, Count) = (0, 0);
}
