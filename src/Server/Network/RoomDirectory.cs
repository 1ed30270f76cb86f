using System.Collections.Concurrent;
using System.Collections.Immutable;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;

namespace Switchroom.Server.Network;

/// <summary>
/// Which worker has which open room, and the one place to speak to rooms from: open, command, look, listen. A room stays on the worker it opened on.
/// </summary>
internal sealed class RoomDirectory
{
    private readonly IReadOnlyList<MediaWorkerThread> _workers;
    private readonly ConcurrentDictionary<string, MediaWorkerThread> _byId = new();
    private readonly Dictionary<(string? DomainId, string Name), OpenRoom> _byName = [];
    private readonly Lock _lock = new();
    private ImmutableArray<Action<WorkerEvent>> _handlers = [];

    /// <summary>Takes over the events of the workers, which must not have been started.</summary>
    public RoomDirectory(IReadOnlyList<MediaWorkerThread> workers)
    {
        _workers = workers;
        foreach (var worker in workers)
        {
            worker.EventHandler = Distribute;
        }
    }

    /// <summary>All open rooms.</summary>
    public IEnumerable<RoomSnapshot> Rooms => _workers.SelectMany(worker => worker.Snapshots.Values);

    /// <summary>
    /// Adds a handler of all events. It runs on worker threads, in order within a room: it must be quick and never block.
    /// Dispose the result to stop.
    /// </summary>
    public IDisposable Subscribe(Action<WorkerEvent> handler)
    {
        lock (_lock)
        {
            _handlers = _handlers.Add(handler);
        }

        return new Subscription(this, handler);
    }

    /// <summary>The open room of a domain's name, if a meeting is on.</summary>
    public RoomSnapshot? Find(string? domainId, string name)
    {
        lock (_lock)
        {
            return _byName.TryGetValue((domainId, name), out var room) ? FindById(room.RoomId) : null;
        }
    }

    /// <summary>An open room by its id.</summary>
    public RoomSnapshot? FindById(string roomId) =>
        _byId.TryGetValue(roomId, out var worker) && worker.Snapshots.TryGetValue(roomId, out var room) ? room : null;

    /// <summary>The open room of the configuration's domain and name, opened with this configuration when there is none; one that is open takes on its limits.</summary>
    /// <exception cref="InvalidOperationException">The worker refused to open it.</exception>
    public async Task<RoomSnapshot> OpenAsync(RoomConfig config)
    {
        while (true)
        {
            var opening = FindOrCreate(config);
            var result = await opening.Created.ConfigureAwait(false);
            if (!result.IsDone)
            {
                Forget(config, opening.RoomId);
                throw new InvalidOperationException($"room {config.Name} could not be opened: {result.Detail}");
            }

            if (FindById(opening.RoomId) is { } room)
            {
                return await FollowAsync(room, config).ConfigureAwait(false);
            }

            // Closed again in this very instant: a new meeting opens.
            await Task.Yield();
        }
    }

    /// <summary>Has a command carried out and says what became of it; its events were handed over before.</summary>
    public Task<CommandResult> SendAsync(WorkerCommand command) =>
        _byId.TryGetValue(command.RoomId, out var worker) ? worker.SendAsync(command) : Task.FromResult(NoRoom(command));

    /// <summary>Has a command carried out without waiting.</summary>
    public void Post(WorkerCommand command)
    {
        if (_byId.TryGetValue(command.RoomId, out var worker))
        {
            worker.Post(command);
        }
    }

    /// <summary>Binds a port pair for a phone leg on the room's worker; null when the room is closed or the range is used up.</summary>
    public Task<PhoneSockets?> OpenPhoneSocketsAsync(string roomId) =>
        _byId.TryGetValue(roomId, out var worker) ? worker.OpenPhoneSocketsAsync(roomId) : Task.FromResult<PhoneSockets?>(null);

    /// <summary>Closes a pair that no leg was made of. Where the room has gone since, each worker is asked: only the one that has the pair knows its port.</summary>
    public void ReleasePhoneSockets(string roomId, PhoneSockets sockets)
    {
        foreach (var worker in _byId.TryGetValue(roomId, out var owner) ? [owner] : _workers)
        {
            worker.ReleasePhoneSockets(sockets);
        }
    }

    private static CommandResult NoRoom(WorkerCommand command) =>
        CommandResult.Refused(CommandRefusal.NoSuchRoom, $"no room {command.RoomId} is open");

    // whoever comes next comes by the room's present properties; those who are in stay
    private async Task<RoomSnapshot> FollowAsync(RoomSnapshot room, RoomConfig config)
    {
        var followed = config with { RoomId = room.RoomId, CreatedAt = room.Config.CreatedAt };
        if (followed == room.Config)
        {
            return room;
        }

        await SendAsync(new ConfigureRoom(followed)).ConfigureAwait(false);
        return FindById(room.RoomId) ?? room;
    }

    private OpenRoom FindOrCreate(RoomConfig config)
    {
        lock (_lock)
        {
            if (!_byName.TryGetValue((config.DomainId, config.Name), out var opening))
            {
                var worker = LeastLoaded();
                _byId[config.RoomId] = worker;
                _byName[(config.DomainId, config.Name)] = opening = new OpenRoom(config.RoomId, worker.SendAsync(new CreateRoom(config)));
            }

            return opening;
        }
    }

    private MediaWorkerThread LeastLoaded() => _workers.MinBy(worker => worker.Snapshots.Values.Sum(room => 1 + room.Participants.Count))!;

    private void Distribute(WorkerEvent happened)
    {
        List<Exception>? faults = null;
        foreach (var handler in _handlers)
        {
            try
            {
                handler(happened);
            }
#pragma warning disable CA1031 // one faulty handler must not keep the event from the others; the worker's thread logs it
            catch (Exception fault)
#pragma warning restore CA1031
            {
                (faults ??= []).Add(fault);
            }
        }

        if (happened is RoomClosed closed)
        {
            Forget(closed.Room.Config, closed.RoomId);
        }

        if (faults is not null)
        {
            throw new AggregateException(faults);
        }
    }

    private void Forget(RoomConfig config, string roomId)
    {
        lock (_lock)
        {
            _byId.TryRemove(roomId, out _);
            if (_byName.TryGetValue((config.DomainId, config.Name), out var room) && room.RoomId == roomId)
            {
                _byName.Remove((config.DomainId, config.Name));
            }
        }
    }

    private sealed record OpenRoom(string RoomId, Task<CommandResult> Created);

    private sealed class Subscription(RoomDirectory directory, Action<WorkerEvent> handler) : IDisposable
    {
        public void Dispose()
        {
            lock (directory._lock)
            {
                directory._handlers = directory._handlers.Remove(handler);
            }
        }
    }
}
