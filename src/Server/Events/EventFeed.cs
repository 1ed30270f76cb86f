using System.Collections.Immutable;
using System.Threading.Channels;

namespace Switchroom.Server.Events;

/// <summary>Hands committed events to whoever listens right now: event streams of operators, and clients in the room.</summary>
internal sealed class EventFeed
{
    /// <summary>Events a slow listener may be behind before it is cut off, to come back by its last event's id.</summary>
    public const int BacklogLimit = 1_000;

    private ImmutableHashSet<Listener> _listeners = [];

    public EventFeed(EventJournal journal) => journal.Committed += Publish;

    /// <summary>Listens to one domain's events from now on. Dispose to stop; the channel completes when the listener fell too far behind.</summary>
    public Listener Listen(string domainId) => Add(domainId);

    /// <summary>Listens to the events of all domains, as <see cref="Listen"/> does to one's.</summary>
    public Listener ListenToAll() => Add(domainId: null);

    private Listener Add(string? domainId)
    {
        var listener = new Listener(this, domainId);
        ImmutableInterlocked.Update(ref _listeners, (set, added) => set.Add(added), listener);
        return listener;
    }

    private void Publish(string domainId, EventRecord happened)
    {
        foreach (var listener in _listeners)
        {
            if ((listener.DomainId ?? domainId) == domainId && !listener.Channel.Writer.TryWrite(happened))
            {
                listener.Channel.Writer.TryComplete();
            }
        }
    }

    /// <summary>One who listens.</summary>
    internal sealed class Listener(EventFeed feed, string? domainId) : IDisposable
    {
        public string? DomainId { get; } = domainId;

        internal Channel<EventRecord> Channel { get; } =
            System.Threading.Channels.Channel.CreateBounded<EventRecord>(new BoundedChannelOptions(BacklogLimit) { FullMode = BoundedChannelFullMode.Wait });

        public ChannelReader<EventRecord> Events => Channel.Reader;

        public void Dispose() => ImmutableInterlocked.Update(ref feed._listeners, (set, gone) => set.Remove(gone), this);
    }
}
