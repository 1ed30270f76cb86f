namespace Switchroom.Rooms.Worker;

/// <summary>Something with deadlines that a <see cref="DeadlineQueue"/> watches.</summary>
internal abstract class Timed
{
    /// <summary>When it wants <see cref="HandleDeadline"/>; null for not at all.</summary>
    public abstract TimeSpan? NextDeadline { get; }

    /// <summary>For the queue: the earliest entry it holds for this.</summary>
    internal TimeSpan? QueuedAt { get; set; }

    /// <summary>For the queue: no longer watched.</summary>
    internal bool IsRemoved { get; set; }

    public abstract void HandleDeadline(TimeSpan now);
}

/// <summary>
/// The deadlines of thousands of engines. A deadline that moves later costs nothing until its old time comes, since most move with every packet.
/// </summary>
internal sealed class DeadlineQueue
{
    private readonly PriorityQueue<Timed, TimeSpan> _queue = new();

    /// <summary>The earliest time at which something may be due.</summary>
    public TimeSpan? Next
    {
        get
        {
            while (_queue.TryPeek(out var first, out var at))
            {
                if (!first.IsRemoved)
                {
                    return at;
                }

                _queue.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Looks at a member's deadline again, after any input to it.</summary>
    public void Watch(Timed member)
    {
        if (!member.IsRemoved && member.NextDeadline is { } due && (member.QueuedAt is null || due < member.QueuedAt))
        {
            member.QueuedAt = due;
            _queue.Enqueue(member, due);
        }
    }

    /// <summary>Forgets a member; its entries fall out when their time comes.</summary>
    public static void Remove(Timed member) => member.IsRemoved = true;

    /// <summary>The next member that is due; the caller hands it the deadline and watches it again.</summary>
    public bool TryTakeDue(TimeSpan now, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Timed? due)
    {
        while (_queue.TryPeek(out due, out var at) && at <= now)
        {
            _queue.Dequeue();
            if (due.IsRemoved || due.QueuedAt != at)
            {
                continue;
            }

            due.QueuedAt = null;
            if (due.NextDeadline <= now)
            {
                return true;
            }

            Watch(due);
        }

        due = null;
        return false;
    }
}
