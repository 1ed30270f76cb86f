using Switchroom.Sip.Calls;

namespace Switchroom.Sip.Transactions;

/// <summary>Something that deadlines happen to.</summary>
internal interface ITimed
{
    /// <summary>The deadline called <paramref name="name"/> has come.</summary>
    void HandleTimer(TimerName name, TimeSpan now);
}

/// <summary>One armed deadline; dead once it fired or was cancelled.</summary>
internal sealed class Deadline(ITimed owner, TimerName name)
{
    public ITimed Owner { get; } = owner;

    public TimerName Name { get; } = name;

    /// <summary>The call that it is about; null where that is not known.</summary>
    public CallKey? Call { get; set; }

    /// <summary>Place in the heap, -1 when not armed.</summary>
    public int Place { get; set; } = -1;
}

/// <summary>
/// All deadlines of one endpoint: a binary heap from which a cancelled deadline is really removed, so that an idle dialog keeps
/// nothing alive but its own session timer. Times stand in the heap's own array: looking for the next one touches no other object.
/// </summary>
internal sealed class TimerQueue
{
    private Entry[] _heap = new Entry[64];
    private long _order;

    /// <summary>Armed deadlines. Zero when nothing is under way.</summary>
    public int Count { get; private set; }

    public TimeSpan? Next => Count == 0 ? null : _heap[0].At;

    public Deadline Arm(TimeSpan at, ITimed owner, TimerName name)
    {
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Count * 2);
        }

        var deadline = new Deadline(owner, name);
        Rise(Count++, new Entry(at, _order++, deadline));
        return deadline;
    }

    /// <summary>Disarms; harmless for a deadline that fired or is null.</summary>
    public void Cancel(ref Deadline? deadline)
    {
        if (deadline is { Place: >= 0 })
        {
            RemoveAt(deadline.Place);
        }

        deadline = null;
    }

    /// <summary>Takes the earliest deadline that is due.</summary>
    public bool TryTakeDue(TimeSpan now, out Deadline due)
    {
        if (Count == 0 || _heap[0].At > now)
        {
            due = null!;
            return false;
        }

        due = _heap[0].Deadline;
        RemoveAt(0);
        return true;
    }

    private void RemoveAt(int place)
    {
        _heap[place].Deadline.Place = -1;
        var last = _heap[--Count];
        _heap[Count] = default;
        if (place == Count)
        {
            return;
        }

        if (place > 0 && last.IsBefore(_heap[(place - 1) / 2]))
        {
            Rise(place, last);
        }
        else
        {
            Sink(place, last);
        }
    }

    private void Rise(int place, Entry entry)
    {
        while (place > 0 && entry.IsBefore(_heap[(place - 1) / 2]))
        {
            Put(place, _heap[(place - 1) / 2]);
            place = (place - 1) / 2;
        }

        Put(place, entry);
    }

    private void Sink(int place, Entry entry)
    {
        for (var child = 2 * place + 1; child < Count; child = 2 * place + 1)
        {
            if (child + 1 < Count && _heap[child + 1].IsBefore(_heap[child]))
            {
                child++;
            }

            if (!_heap[child].IsBefore(entry))
            {
                break;
            }

            Put(place, _heap[child]);
            place = child;
        }

        Put(place, entry);
    }

    private void Put(int place, Entry entry)
    {
        _heap[place] = entry;
        entry.Deadline.Place = place;
    }

    private readonly record struct Entry(TimeSpan At, long Order, Deadline Deadline)
    {
        public bool IsBefore(in Entry other) => At < other.At || (At == other.At && Order < other.Order);
    }
}
