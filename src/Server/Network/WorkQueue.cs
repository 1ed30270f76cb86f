using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Switchroom.Rooms.Worker;

namespace Switchroom.Server.Network;

/// <summary>What other threads want of a worker's thread, in order and bounded. Nobody waits for ever for what it took.</summary>
/// <param name="capacity">Items at most.</param>
/// <param name="wake">Has the thread look; called on any thread, and never after <see cref="End"/>.</param>
internal sealed class WorkQueue(int capacity, Action wake)
{
    private readonly ConcurrentQueue<WorkItem> _items = new();
    private readonly Lock _ending = new();
    private int _count;
    private volatile bool _isStopping;
    private bool _hasEnded;

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _items.IsEmpty;

    /// <summary>Whether <see cref="Stop"/> was called.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>Queues an item; false when there are too many, or the thread stops. Any thread.</summary>
    public bool TryAdd(WorkItem item)
    {
        if (_isStopping)
        {
            return false;
        }

        if (Interlocked.Increment(ref _count) > capacity)
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        _items.Enqueue(item);
        if (!TryWake())
        {
            RefuseAll();
        }

        return true;
    }

    /// <summary>Takes the oldest item.</summary>
    public bool TryTake([NotNullWhen(true)] out WorkItem? item)
    {
        var isTaken = _items.TryDequeue(out item);
        if (isTaken)
        {
            Interlocked.Decrement(ref _count);
        }

        return isTaken;
    }

    /// <summary>Takes no more items, and wakes the thread to see that.</summary>
    public void Stop()
    {
        _isStopping = true;
        TryWake();
    }

    /// <summary>The thread is gone: refuses what is left. From here on nobody wakes it, since its descriptors' numbers are soon somebody else's.</summary>
    public void End()
    {
        lock (_ending)
        {
            _hasEnded = true;
        }

        RefuseAll();
    }

    private bool TryWake()
    {
        lock (_ending)
        {
            if (!_hasEnded)
            {
                wake();
            }

            return !_hasEnded;
        }
    }

    private void RefuseAll()
    {
        while (TryTake(out var item))
        {
            item.Refuse(CommandRefusal.NoSuchRoom, "the server stops");
        }
    }
}
