namespace Switchroom.WebRtc.Media;

/// <summary>Which packets of a received stream are missing and when to ask for them (RFC 4585 section 6.2.1): a pure log, no IO.</summary>
internal sealed class NackGenerator
{
    /// <summary>Most missing packets asked for at a time.</summary>
    internal const int MaxMissing = 256;

    /// <summary>A jump further than this is a new beginning, not a loss.</summary>
    internal const int MaxGap = 512;

    private const int MaxTries = 8;
    private static readonly TimeSpan ReorderAllowance = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan RepeatInterval = TimeSpan.FromMilliseconds(100);

    private readonly List<Missing> _missing = [];
    private ushort _highest;
    private bool _started;

    /// <summary>When <see cref="Take"/> has something to ask for.</summary>
    internal TimeSpan? NextDeadline { get; private set; }

    /// <summary>Missing packets that are still asked for.</summary>
    internal int Count => _missing.Count;

    /// <summary>Counts a packet that arrived, in whatever way.</summary>
    internal void Add(ushort sequenceNumber, TimeSpan now)
    {
        var gap = (short)(sequenceNumber - _highest);
        if (!_started || gap > MaxGap || gap < -MaxGap)
        {
            _started = true;
            _highest = sequenceNumber;
            _missing.Clear();
            NextDeadline = null;
            return;
        }

        if (gap <= 0)
        {
            Remove(sequenceNumber);
            return;
        }

        for (var missing = (ushort)(_highest + 1); missing != sequenceNumber; missing++)
        {
            if (_missing.Count == MaxMissing)
            {
                _missing.RemoveAt(0);
            }

            _missing.Add(new Missing(missing, now + ReorderAllowance, 0));
            NextDeadline = Deadline.Earliest(NextDeadline, now + ReorderAllowance);
        }

        _highest = sequenceNumber;
    }

    /// <summary>Whether a packet is being asked for.</summary>
    internal bool IsMissing(ushort sequenceNumber)
    {
        foreach (var entry in _missing)
        {
            if (entry.SequenceNumber == sequenceNumber)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes the numbers to ask for now, in ascending order, and returns how many.</summary>
    internal int Take(TimeSpan now, Span<ushort> numbers)
    {
        var count = 0;
        NextDeadline = null;
        for (var i = 0; i < _missing.Count; i++)
        {
            var entry = _missing[i];
            if (entry.AskAt <= now && count < numbers.Length)
            {
                numbers[count++] = entry.SequenceNumber;
                entry = entry with { AskAt = now + RepeatInterval, Tries = entry.Tries + 1 };
                _missing[i] = entry;
            }

            NextDeadline = Deadline.Earliest(NextDeadline, entry.AskAt);
        }

        if (_missing.RemoveAll(entry => entry.Tries >= MaxTries) > 0 && _missing.Count == 0)
        {
            NextDeadline = null;
        }

        return count;
    }

    private void Remove(ushort sequenceNumber)
    {
        for (var i = 0; i < _missing.Count; i++)
        {
            if (_missing[i].SequenceNumber == sequenceNumber)
            {
                _missing.RemoveAt(i);
                break;
            }
        }

        if (_missing.Count == 0)
        {
            NextDeadline = null;
        }
    }

    private readonly record struct Missing(ushort SequenceNumber, TimeSpan AskAt, int Tries);
}
