namespace Switchroom.Server.Phone;

/// <summary>How many calls are under way, by room, key and trunk. Read from any thread, written by <see cref="CallControl"/>.</summary>
internal sealed class CallLoad
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _counts = [];
    private readonly Dictionary<string, Queue<TimeSpan>> _starts = [];
    private readonly Dictionary<string, TimeSpan> _resting = [];

    /// <summary>Calls of a room, by the stored room's id.</summary>
    public int OfRoom(string storedRoomId) => Count("room " + storedRoomId);

    /// <summary>Calls that an API key started.</summary>
    public int OfKey(string keyId) => Count("key " + keyId);

    /// <summary>Calls of a domain.</summary>
    public int OfDomain(string domainId) => Count("domain " + domainId);

    /// <summary>Calls that a trunk was chosen for.</summary>
    public int OfTrunk(string trunkId) => Count("trunk " + trunkId);

    /// <summary>Calls that began through a trunk within the second before <paramref name="now"/>.</summary>
    public int StartsOfTrunk(string trunkId, TimeSpan now)
    {
        lock (_lock)
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

    internal void Add(CallSetup setup) => Change(setup, +1);

    internal void Remove(CallSetup setup) => Change(setup, -1);

    internal void Started(CallSetup setup, TimeSpan now)
    {
        lock (_lock)
        {
            if (setup.Plan.Routes[0].TrunkId is { } trunk)
            {
                if (!_starts.TryGetValue(trunk, out var starts))
                {
                    _starts[trunk] = starts = new Queue<TimeSpan>();
                }

                starts.Enqueue(now);
            }
        }
    }

    private void Change(CallSetup setup, int by)
    {
        lock (_lock)
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

            if (setup.Plan.Routes[0].TrunkId is { } trunk)
            {
                Change("trunk " + trunk, by);
            }
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
