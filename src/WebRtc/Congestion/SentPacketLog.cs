namespace Switchroom.WebRtc.Congestion;

/// <summary>What was sent under each transport-wide sequence number, until feedback tells of it.</summary>
internal sealed class SentPacketLog
{
    /// <summary>Packets remembered: two seconds of a fast video sender.</summary>
    private const int Capacity = 4096;

    private readonly Entry[] _entries = new Entry[Capacity];

    internal void Add(ushort sequence, int bytes, TimeSpan now, int probe) =>
        _entries[sequence % Capacity] = new Entry(now, bytes, sequence, probe, IsPending: true);

    /// <summary>Takes an entry out; false when it is not there (any more).</summary>
    internal bool TryTake(ushort sequence, out Entry entry)
    {
        ref var kept = ref _entries[sequence % Capacity];
        entry = kept;
        if (!kept.IsPending || kept.Sequence != sequence)
        {
            return false;
        }

        kept = default;
        return true;
    }

    /// <summary>One sent packet.</summary>
    /// <param name="SentAt">When.</param>
    /// <param name="Bytes">Its size.</param>
    /// <param name="Sequence">Its number.</param>
    /// <param name="Probe">The probe cluster it belongs to, or 0.</param>
    /// <param name="IsPending">Whether no feedback told of it yet.</param>
    internal readonly record struct Entry(TimeSpan SentAt, int Bytes, ushort Sequence, int Probe, bool IsPending);
}
