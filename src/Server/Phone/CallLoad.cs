using System.Runtime.InteropServices;

namespace Switchroom.Server.Phone;

/// <summary>How many calls are under way, by room, key and trunk. Read from any thread, written by <see cref="CallControl"/>.</summary>
internal sealed class CallLoad
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counts = [];
    private readonly Dictionary<string, string> _places = [];
    private readonly Dictionary<string, Queue<TimeSpan>> _starts = [];
    private readonly Dictionary<string, TimeSpan> _resting = [];

    /// <summary>Calls of a room, by the stored room's id.</summary>
    public int OfRoom(string storedRoomId) => Count("room " + storedRoomId);

    /// <summary>Calls that an API key started.</summary>
    public int OfKey(string keyId) => Count("key " + keyId);

    /// <summary>Calls of a domain.</summary>
    public int OfDomain(string domainId) => Count("domain " + domainId);

    /// <summary>Calls that have their place on a trunk.</summary>
    public int OfTrunk(string trunkId) => Count("trunk " + trunkId);

    /// <summary>Calls that began through a trunk within the second before <paramref name="now"/>.</summary>
    public int StartsOfTrunk(string trunkId, TimeSpan now)
    {
        lock (_lock)
        {
            return CountStarts(trunkId, now);
        }
    }

    /// <summary>Whether a trunk asked to be left alone, or did not answer a moment ago.</summary>
    public bool IsResting(string trunkId, TimeSpan now)
    {
        lock (_lock)
        {
            return _resting.TryGetValue(trunkId, out var until) && now < until;
        }
    }

    internal void Rest(string trunkId, TimeSpan until)
    {
        lock (_lock)
        {
            _resting[trunkId] = until;
        }
    }

    /// <summary>Counts a call, and its place on the trunk that it is to take.</summary>
    internal void Add(CallSetup setup, CallRoute route, TimeSpan now)
    {
        lock (_lock)
        {
            Change(setup, +1);
            Enter(setup, route, now);
        }
    }

    internal void Remove(CallSetup setup)
    {
        lock (_lock)
        {
            Change(setup, -1);
            Leave(setup);
        }
    }

    /// <summary>The first of the routes with room for one more call; null where all are full.</summary>
    internal CallRoute? WithRoom(IReadOnlyList<CallRoute> routes, TimeSpan now)
    {
        lock (_lock)
        {
            return routes.FirstOrDefault(route => HasRoom(route, now));
        }
    }

    /// <summary>Takes a call's place to the route that it tries now; false where that one is full, and the place stays where it was.</summary>
    internal bool TryMove(CallSetup setup, CallRoute route, TimeSpan now)
    {
        lock (_lock)
        {
            if (_places.GetValueOrDefault(setup.Facts.SessionId) == route.TrunkId)
            {
                return true;
            }

            if (!HasRoom(route, now))
            {
                return false;
            }

            Leave(setup);
            Enter(setup, route, now);
            return true;
        }
    }

    private bool HasRoom(CallRoute route, TimeSpan now) =>
        route.TrunkId is not { } trunk || !route.Limits.AreReachedBy(_counts.GetValueOrDefault("trunk " + trunk), CountStarts(trunk, now));

    private void Enter(CallSetup setup, CallRoute route, TimeSpan now)
    {
        if (route.TrunkId is not { } trunk)
        {
            return;
        }

        _places[setup.Facts.SessionId] = trunk;
        Change("trunk " + trunk, +1);
        if (setup.MediaSince is null)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(_starts, trunk, out _) ??= new Queue<TimeSpan>()).Enqueue(now);
        }
    }

    private void Leave(CallSetup setup)
    {
        if (_places.Remove(setup.Facts.SessionId, out var trunk))
        {
            Change("trunk " + trunk, -1);
        }
    }

    private int CountStarts(string trunkId, TimeSpan now)
    {
        if (!_starts.TryGetValue(trunkId, out var starts))
        {
            return 0;
        }

        while (starts.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromSeconds(1))
        {
            starts.Dequeue();
        }

        return starts.Count;
    }

    private void Change(CallSetup setup, int by)
    {
        if (setup.TellsDialOut)
        {
            Change("room " + setup.StoredRoomId, by); // a leg that a transfer made is in no room
        }

        Change("domain " + setup.Facts.DomainId, by);
        if (setup.KeyId is { } key)
        {
            Change("key " + key, by);
        }
    }

    private void Change(string name, int by)
    {
        var count = _counts.GetValueOrDefault(name) + by;
        if (count <= 0)
        {
            _counts.Remove(name);
        }
        else
        {
            _counts[name] = count;
        }
    }

    private int Count(string name)
    {
        lock (_lock)
        {
            return _counts.GetValueOrDefault(name);
        }
    }
}
