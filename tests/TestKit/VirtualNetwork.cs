using System.Net;

namespace Switchroom.TestKit;

/// <summary>
/// Datagrams between end points in virtual time, over links that lose, delay, duplicate and reorder by a seed.
/// The same seed and the same sends give the same run.
/// </summary>
public sealed class VirtualNetwork(int seed)
{
    private readonly Random _random = new(seed);
    private readonly Dictionary<IPEndPoint, Receiver> _receivers = [];
    private readonly Dictionary<(IPEndPoint From, IPEndPoint To), Link> _links = [];
    private readonly PriorityQueue<Flight, (TimeSpan At, long Order)> _flights = new();
    private long _order;

    /// <summary>Takes a datagram that arrived.</summary>
    public delegate void Receiver(ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now);

    /// <summary>The profile of links that have none of their own.</summary>
    public LinkProfile DefaultLink { get; set; } = LinkProfile.Clean;

    /// <summary>Loses exactly the datagrams it says, before chance does; null loses none.</summary>
    public Func<byte[], bool>? Drop { get; set; }

    /// <summary>Datagrams handed to the network so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Datagrams lost by chance, by a full queue, or for want of a receiver.</summary>
    public long Lost { get; private set; }

    /// <summary>When the next datagram arrives, if one is under way.</summary>
    public TimeSpan? NextArrival => _flights.TryPeek(out _, out var key) ? key.At : null;

    /// <summary>Delivers what is sent to <paramref name="address"/> to <paramref name="receiver"/>; a second call replaces the first.</summary>
    public void Attach(IPEndPoint address, Receiver receiver) => _receivers[address] = receiver;

    /// <summary>What is sent to <paramref name="address"/> is lost from now on.</summary>
    public void Detach(IPEndPoint address) => _receivers.Remove(address);

    /// <summary>Sets the profile of one direction of a path.</summary>
    public void SetLink(IPEndPoint from, IPEndPoint to, LinkProfile profile) => LinkOf(from, to).Profile = profile;

    /// <summary>Puts a datagram on its way.</summary>
    public void Send(IPEndPoint from, IPEndPoint to, ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        Sent++;
        var link = LinkOf(from, to);
        var profile = link.Profile ?? DefaultLink;
        if (_random.NextDouble() < profile.Loss || (Drop is not null && Drop(datagram.ToArray())))
        {
            Lost++;
            return;
        }

        var leaves = now;
        if (profile.BytesPerSecond > 0)
        {
            leaves = link.FreeAt > now ? link.FreeAt : now;
            if (leaves - now > profile.QueueLimit)
            {
                Lost++;
                return;
            }

            leaves += TimeSpan.FromSeconds(datagram.Length / profile.BytesPerSecond);
            link.FreeAt = leaves;
        }

        var bytes = datagram.ToArray();
        Launch(from, to, bytes, leaves, profile);
        if (_random.NextDouble() < profile.Duplication)
        {
            Launch(from, to, bytes, leaves, profile);
        }
    }

    /// <summary>Delivers every datagram that is due at <paramref name="now"/>.</summary>
    public void DeliverDue(TimeSpan now)
    {
        while (_flights.TryPeek(out var flight, out var key) && key.At <= now)
        {
            _flights.Dequeue();
            if (_receivers.TryGetValue(flight.To, out var receiver))
            {
                receiver(flight.Bytes, flight.From, now);
            }
            else
            {
                Lost++;
            }
        }
    }

    private void Launch(IPEndPoint from, IPEndPoint to, byte[] bytes, TimeSpan leaves, LinkProfile profile)
    {
        var at = leaves + profile.Delay + profile.Jitter * _random.NextDouble();
        _flights.Enqueue(new Flight(from, to, bytes), (at, _order++));
    }

    private Link LinkOf(IPEndPoint from, IPEndPoint to)
    {
        if (!_links.TryGetValue((from, to), out var link))
        {
            _links[(from, to)] = link = new Link();
        }

        return link;
    }

    private sealed record Flight(IPEndPoint From, IPEndPoint To, byte[] Bytes);

    private sealed class Link
    {
        public LinkProfile? Profile { get; set; }

        public TimeSpan FreeAt { get; set; }
    }
}
