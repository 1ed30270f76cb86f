namespace Switchroom.TestKit;

/// <summary>Something that lives in virtual time: an engine with its outputs wired to a <see cref="VirtualNetwork"/>.</summary>
public interface ISimulated
{
    /// <summary>When this wants <see cref="HandleDeadline"/> next; null while it waits for input only.</summary>
    TimeSpan? NextDeadline { get; }

    /// <summary>The deadline has come.</summary>
    void HandleDeadline(TimeSpan now);

    /// <summary>Moves every pending output to where it belongs. Called after every input.</summary>
    void Drain(TimeSpan now);
}

/// <summary>The only driver of time in a test: jumps from one arrival or deadline to the next.</summary>
public sealed class Simulation(VirtualNetwork network)
{
    private readonly List<ISimulated> _members = [];
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _plans = new();
    private long _order;

    /// <summary>The network that joins the members.</summary>
    public VirtualNetwork Network { get; } = network;

    /// <summary>Virtual time since the start of the run.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Adds a member; its deadlines count from now on.</summary>
    public void Add(ISimulated member) => _members.Add(member);

    /// <summary>Removes a member.</summary>
    public void Remove(ISimulated member) => _members.Remove(member);

    /// <summary>Runs <paramref name="action"/> at a point of virtual time.</summary>
    public void At(TimeSpan when, Action action) => _plans.Enqueue(action, (when, _order++));

    /// <summary>Advances by <paramref name="duration"/>.</summary>
    public void RunFor(TimeSpan duration) => RunUntil(Now + duration, () => false);

    /// <summary>
    /// Advances until <paramref name="done"/> holds or <paramref name="limit"/> is reached; says which.
    /// </summary>
    public bool RunUntil(TimeSpan limit, Func<bool> done)
    {
        DrainAll();
        var standing = 0;
        while (!done())
        {
            var next = Earliest();
            if (next is null || next > limit)
            {
                Now = limit;
                return done();
            }

            // An engine whose deadline stays in the past would hold virtual time still for ever.
            standing = next <= Now ? standing + 1 : 0;
            if (standing > 1_000_000)
            {
                throw new InvalidOperationException($"virtual time stands still at {Now}");
            }

            Now = next.Value > Now ? next.Value : Now;
            Network.DeliverDue(Now);
            DrainAll();
            while (_plans.TryPeek(out var plan, out var key) && key.At <= Now)
            {
                _plans.Dequeue();
                plan();
                DrainAll();
            }

            for (var i = 0; i < _members.Count; i++)
            {
                var member = _members[i];
                if (member.NextDeadline is { } due && due <= Now)
                {
                    member.HandleDeadline(Now);
                    member.Drain(Now);
                }
            }
        }

        return true;
    }

    private TimeSpan? Earliest()
    {
        var earliest = Network.NextArrival;
        if (_plans.TryPeek(out _, out var plan) && (earliest is null || plan.At < earliest))
        {
            earliest = plan.At;
        }

        foreach (var member in _members)
        {
            if (member.NextDeadline is { } due && (earliest is null || due < earliest))
            {
                earliest = due;
            }
        }

        return earliest;
    }

    private void DrainAll()
    {
        for (var i = 0; i < _members.Count; i++)
        {
            _members[i].Drain(Now);
        }
    }
}
