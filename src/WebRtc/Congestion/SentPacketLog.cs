namespace Switchroom.WebRtc.Congestion;

/// <summary>What was sent under each transport-wide sequence number, until feedback tells of it. It grows with the rate: most subscribers hear a few voices.</summary>
internal sealed class SentPacketLog
{
    private const int InitialCapacity = 128;

    /// <summary>Packets remembered at most: two seconds of a fast video sender.</summary>
    private const int MaxCapacity = 4096;

    /// <summary>No feedback comes later than this.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);

    private Entry[] _entries = new Entry[InitialCapacity];

    internal void Add(ushort sequence, int bytes, TimeSpan now, ushort probe)
    {
        while (_entries.Length < MaxCapacity && _entries[sequence % _entries.Length] is { IsPending: true } other && now - other.SentAt < Lifetime)
        {
            Grow();
        }

        _entries[sequence % _entries.Length] = new Entry(now, (ushort)Math.Min(bytes, ushort.MaxValue), sequence, probe, IsPending: true);
    }

    /// <summary>Takes an entry out; false when it is not there (any more).</summary>
    internal bool TryTake(ushort sequence, out Entry entry)
    {
        ref var kept = ref _entries[sequence % _entries.Length];
        entry = kept;
        if (!kept.IsPending || kept.Sequence != sequence)
        {
            return false;
        }

        kept = default;
        return true;
    }

    private void Grow()
    {
        var grown = new Entry[2 * _entries.Length];
        foreach (var entry in _entries)
        {
            if (entry.IsPending)
            {
                grown[entry.Sequence % grown.Length] = entry;
            }
        }

        _entries = grown;
    }

    /// <summary>One sent packet. Kept small: there are many, and each is out of the cache when it is needed again.</summary>
    /// <param name="SentAt">When.</param>
    /// <param name="Bytes">Its size.</param>
    /// <param name="Sequence">Its number.</param>
    /// <param name="Probe">The probe cluster it belongs to, or 0.</param>
    /// <param name="IsPending">Whether no feedback told of it yet.</param>
    internal readonly record struct Entry(TimeSpan SentAt, ushort Bytes, ushort Sequence, ushort Probe, bool IsPending);
}
