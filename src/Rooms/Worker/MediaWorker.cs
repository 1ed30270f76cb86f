using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Worker;

/// <summary>
/// The engine of everything in a set of rooms: who is in, what is forwarded to whom, and the mixes phones hear. One thread owns it and
/// drains <see cref="TryTakeDatagram"/> and <see cref="TryTakeEvent"/> after every input. It has no sockets, clock or locks.
/// </summary>
public sealed class MediaWorker : IDisposable
{
    private readonly MediaWorkerOptions _options;
    private readonly Random _random;
    private readonly Dictionary<string, RoomHost> _rooms = [];
    private readonly ConcurrentDictionary<string, RoomSnapshot> _snapshots = new();
    private readonly Queue<WorkerEvent> _events = new();
    private readonly DeadlineQueue _deadlines = new();
    private readonly DatagramOutbox _outbox = new();

    /// <summary>An empty worker.</summary>
    /// <param name="options">Sockets and limits.</param>
    /// <param name="random">Source of ids and keys: cryptographic in the server, seeded in tests.</param>
    public MediaWorker(MediaWorkerOptions options, Random random)
    {
        _options = options;
        _random = random;
    }

    /// <summary>The rooms as they were after the latest input, by room id. The one member that any thread may read.</summary>
    public IReadOnlyDictionary<string, RoomSnapshot> Snapshots => _snapshots;

    /// <summary>When <see cref="HandleDeadline"/> wants to be called; null while nothing is due.</summary>
    public TimeSpan? NextDeadline => _deadlines.Next;

    /// <summary>Carries out a command. Its effects are in events and snapshots when this returns.</summary>
    public CommandResult Handle(WorkerCommand command, TimeSpan now)
    {
        if (command is CreateRoom create)
        {
            return Open(create.Config, now);
        }

        if (!_rooms.TryGetValue(command.RoomId, out var room))
        {
            return CommandResult.Refused(CommandRefusal.NoSuchRoom, $"no room {command.RoomId} is open");
        }

        if (command is Join && ParticipantCount >= _options.MaxParticipants)
        {
            return CommandResult.Refused(CommandRefusal.WorkerFull, $"at most {_options.MaxParticipants} participants");
        }

        var result = room.Handle(command, now);
        Settle(room, now);
        return result;
    }

    /// <summary>Takes a datagram that arrived on a socket, or one RFC 4571 frame of a TCP connection. Anything not understood is counted and dropped.</summary>
    public void HandleDatagram(SocketId socket, ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now)
    {
    }

    /// <summary>A TCP connection is gone.</summary>
    public void HandleConnectionClosed(SocketId connection, TimeSpan now)
    {
    }

    /// <summary>Does what is due at <paramref name="now"/>.</summary>
    public void HandleDeadline(TimeSpan now)
    {
        while (_deadlines.TryTakeDue(now, out var due))
        {
            due.HandleDeadline(now);
            if (due is RoomHost room)
            {
                Settle(room, now);
            }
        }
    }

    /// <summary>The next datagram to send, if any; valid until the next input.</summary>
    public bool TryTakeDatagram(out WorkerDatagram datagram) => _outbox.TryTake(out datagram);

    /// <summary>The next event, if any.</summary>
    public bool TryTakeEvent([NotNullWhen(true)] out WorkerEvent? happened) => _events.TryDequeue(out happened);

    /// <summary>Releases native resources of all connections.</summary>
    public void Dispose()
    {
        foreach (var room in _rooms.Values)
        {
            room.Dispose();
        }

        _rooms.Clear();
    }

    private int ParticipantCount => _rooms.Values.Sum(room => room.Room.Participants.Count);

    private CommandResult Open(RoomConfig config, TimeSpan now)
    {
        if (_rooms.ContainsKey(config.RoomId))
        {
            return CommandResult.Refused(CommandRefusal.RoomExists, $"room {config.RoomId} is open already");
        }

        if (_rooms.Count >= _options.MaxRooms)
        {
            return CommandResult.Refused(CommandRefusal.WorkerFull, $"at most {_options.MaxRooms} rooms");
        }

        var room = _rooms[config.RoomId] = new RoomHost(new Room(config, _random, now));
        Settle(room, now);
        return CommandResult.Done;
    }

    /// <summary>Brings a room's outputs outside after an input to it.</summary>
    private void Settle(RoomHost room, TimeSpan now)
    {
        var roomId = room.Room.Snapshot.RoomId;
        room.Settle(_events, now);
        if (room.Room.IsClosed)
        {
            _rooms.Remove(roomId);
            _snapshots.TryRemove(roomId, out _);
            DeadlineQueue.Remove(room);
            room.Dispose();
            return;
        }

        _snapshots[roomId] = room.Room.Snapshot;
        _deadlines.Watch(room);
    }
}
