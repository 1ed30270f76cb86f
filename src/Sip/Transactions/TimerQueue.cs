namespace Switchroom.Sip.Transactions;

/// <summary>Something that deadlines happen to.</summary>
internal interface ITimed
{
    /// <summary>The deadline called <paramref name="name"/> has come.</summary>
    void HandleTimer(TimerName name, TimeSpan now);
}

/// <summary>One armed deadline; dead once it fired or was cancelled.</summary>
internal sealed class Deadline(TimeSpan at, long order, ITimed owner, TimerName name)
{
    public TimeSpan At { get; } = at;

    public long Order { get; } = order;

    public ITimed Owner { get; } = owner;

    public TimerName Name { get; } = name;

    /// <summary>Place in the heap, -1 when not armed.</summary>
    public int Place { get; set; } = -1;

    public bool IsBefore(Deadline other) => At < other.At || (At == other.At && Order < other.Order);
}

/// <summary>
/// All deadlines of one endpoint: a binary heap from which a cancelled deadline is really removed, so that an idle dialog keeps
/// nothing alive but its own session timer.
/// </summary>
internal sealed class TimerQueue
{
    private readonly List<Deadline> _heap = [];
    private long _order;

    /// <summary>Armed deadlines. Zero when nothing is under way.</summary>
    public int Count => _heap.Count;

    public TimeSpan? Next => _heap.Count == 0 ? null : _heap[0].At;

    public Deadline Arm(TimeSpan at, ITimed owner, TimerName name)
    {
        var deadline = new Deadline(at, _order++, owner, name);
        _heap.Add(deadline);
        deadline.Place = _heap.Count - 1;
        Rise(deadline.Place);
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
        if (_heap.Count == 0 || _heap[0].At > now)
        {
            due = null!;
            return false;
        }

        due = _heap[0];
        RemoveAt(0);
        return true;
    }

    private void RemoveAt(int place)
    {
        var removed = _heap[place];
        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        removed.Place = -1;
        if (ReferenceEquals(removed, last))
        {
            return;
        }

        _heap[place] = last;
        last.Place = place;
        Rise(place);
        Sink(last.Place);
    }

    private void Rise(int place)
    {
        while (place > 0 && _heap[place].IsBefore(_heap[(place - 1) / 2]))
        {
            Swap(place, (place - 1) / 2);
            place = (place - 1) / 2;
        }
    }

    private void Sink(int place)
    {
        for (; ; )
        {
            var least = place;
            for (var child = 2 * place + 1; child <= 2 * place + 2 && child < _heap.Count; child++)
            {
                least = _heap[child].IsBefore(_heap[least]) ? child : least;
            }

            if (least == place)
            {
                return;
            }

            Swap(place, least);
            place = least;
        }
    }

    private void Swap(int a, int b)
    {
        (_heap[a], _heap[b]) = (_heap[b], _heap[a]);
        _heap[a].Place = a;
        _heap[b].Place = b;
    }
}
