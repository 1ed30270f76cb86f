using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Switchroom.Rooms.Membership;
using Switchroom.WebRtc;

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
    private readonly WorkerContext _context;
    private readonly FaultContainment _faults;

    /// <summary>An empty worker.</summary>
    /// <param name="options">Sockets and limits.</param>
    /// <param name="random">Source of ids and keys: cryptographic in the server, seeded in tests.</param>
    public MediaWorker(MediaWorkerOptions options, Random random)
    {
        _options = options;
        _random = random;
        _context = new WorkerContext(options, random);
        _faults = new FaultContainment(_context, _events);
    }

    /// <summary>What was counted since the start.</summary>
    public WorkerCounters Counters => _context.Counters;

    /// <summary>The rooms as they were after the latest input, by room id. The one member that any thread may read.</summary>
    public IReadOnlyDictionary<string, RoomSnapshot> Snapshots => _snapshots;

    /// <summary>When <see cref="HandleDeadline"/> wants to be called; null while nothing is due.</summary>
    public TimeSpan? NextDeadline => _context.Deadlines.Next;

    /// <summary>When the mix of a room steps; null for a room that is not open. It stays the same for as long as the room is open.</summary>
    public MixPhase? PhaseOf(string roomId) => _rooms.GetValueOrDefault(roomId)?.Phase;

    /// <summary>Carries out a command. Its effects are in events and snapshots when this returns.</summary>
    public CommandResult Handle(WorkerCommand command, TimeSpan now)
    {
        _context.ReturnLent();
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

        try
        {
            var result = room.Handle(command, now);
            Settle(room, now);
            return result;
        }
#pragma warning disable CA1031 // contained: FaultContainment
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Contain(room, (command as ParticipantCommand)?.ParticipantId, fault, now);
            return CommandResult.Refused(CommandRefusal.Fault, "the server failed at this; what it was about has ended");
        }
    }

    /// <summary>Takes a datagram that arrived on a socket, or one RFC 4571 frame of a TCP connection. Anything not understood is counted and dropped.</summary>
    /// <param name="socket">Where it came in.</param>
    /// <param name="datagram">Its octets.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="arrivedAt">
    /// When the system received it, if it says so: senders judge the path by it, jitter is counted by it, and a busy worker must not look like a slow path.
    /// </param>
    public void HandleDatagram(SocketId socket, ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now, TimeSpan? arrivedAt = null)
    {
        _context.ReturnLent();
        if (socket != _options.WebRtcSocket && _context.Phones.TryGetValue(socket, out var phone))
        {
            HandlePhone(phone, socket, datagram, from, now, arrivedAt ?? now);
            return;
        }

        var path = new TransportPath(socket.Value, from);
        if (_context.Routing.Find(path, datagram) is not { } peer)
        {
            _context.Counters.Unroutable++;
            return;
        }

        try
        {
            peer.Connection.HandleDatagram(datagram, path, now, arrivedAt);
            Settle(peer, now);
        }
#pragma warning disable CA1031 // contained: FaultContainment
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Contain(peer.Owner.Host, peer.Owner.Participant.Id, fault, now);
        }
    }

    /// <summary>A TCP connection is gone.</summary>
    public void HandleConnectionClosed(SocketId connection, TimeSpan now)
    {
        _context.ReturnLent();
        foreach (var (path, peer) in _context.Routing.UsersOf(connection))
        {
            try
            {
                peer.Connection.HandlePathClosed(path, now);
                Settle(peer, now);
            }
#pragma warning disable CA1031 // contained: FaultContainment
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Contain(peer.Owner.Host, peer.Owner.Participant.Id, fault, now);
            }
        }
    }

    /// <summary>Does what is due at <paramref name="now"/>.</summary>
    public void HandleDeadline(TimeSpan now)
    {
        _context.ReturnLent();
        while (_context.Deadlines.TryTakeDue(now, out var due))
        {
            try
            {
                Do(due, now);
            }
#pragma warning disable CA1031 // contained: FaultContainment
            catch (Exception fault)
#pragma warning restore CA1031
            {
                switch (due)
                {
                    case Peer { Owner: var owner }:
                        Contain(owner.Host, owner.Participant.Id, fault, now);
                        break;
                    case PhoneMedia phone:
                        Contain(phone.Room, phone.Participant.Id, fault, now);
                        break;
                    case RoomHost room:
                        Contain(room, null, fault, now);
                        break;
                }
            }
        }
    }

    /// <summary>Closes every room, after something went wrong of which it cannot be told whom it concerns. Who is in is asked to join anew.</summary>
    public void CloseRooms(TimeSpan now)
    {
        _context.ReturnLent();
        foreach (var room in _rooms.Values.ToList())
        {
            Handle(new CloseRoom(room.RoomId, LeaveReason.StateMismatch), now);
        }
    }

    /// <summary>The next datagram to send, if any; valid until the next input.</summary>
    public bool TryTakeDatagram(out WorkerDatagram datagram) => _context.TryTakeDatagram(out datagram);

    /// <summary>The next event, if any.</summary>
    public bool TryTakeEvent([NotNullWhen(true)] out WorkerEvent? happened) => _events.TryDequeue(out happened);

    /// <summary>Ends all connections without a word and releases their native resources.</summary>
    public void Dispose()
    {
        foreach (var room in _rooms.Values)
        {
            room.Close(TimeSpan.Zero);
        }

        _rooms.Clear();
        _context.Dispose();
    }

    /// <summary>For tests: the phone of an RTP socket.</summary>
    internal PhoneMedia PhoneAt(SocketId rtp) => _context.Phones[rtp];

    /// <summary>For tests: connections known, buffers out, phone sockets routed.</summary>
    internal (int Peers, int Buffers, int Phones) HeldResources
    {
        get
        {
            _context.ReturnLent();
            return (_context.Routing.Count, _context.Pool.Outstanding, _context.Phones.Count);
        }
    }

    /// <summary>For tests: the connections.</summary>
    internal IEnumerable<Peer> Peers => _context.Routing.Peers;

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

        if (config.MaxMixedTalkers is < 1 or > RoomConfig.MostMixedTalkers)
        {
            return CommandResult.Refused(
                CommandRefusal.BadArgument,
                $"{nameof(RoomConfig.MaxMixedTalkers)} is {config.MaxMixedTalkers}; it must be from 1 to {RoomConfig.MostMixedTalkers}");
        }

        var room = _rooms[config.RoomId] = new RoomHost(new Room(config, _random, now), _context) { Phase = LeastUsedPhase() };
        Settle(room, now);
        return CommandResult.Done;
    }

    private MixPhase LeastUsedPhase()
    {
        Span<int> rooms = stackalloc int[MixPhase.Count];
        foreach (var room in _rooms.Values)
        {
            rooms[room.Phase.Number]++;
        }

        var least = 0;
        for (var number = 1; number < rooms.Length; number++)
        {
            least = rooms[number] < rooms[least] ? number : least;
        }

        return new MixPhase(least);
    }

    private void HandlePhone(PhoneMedia phone, SocketId socket, ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now, TimeSpan arrivedAt)
    {
        try
        {
            var isNearer = phone.Leg.HandleDatagram(socket, datagram, from, arrivedAt);
            if (phone.Leg.HasEvents)
            {
                Settle(phone, now);
            }
            else if (isNearer)
            {
                _context.Deadlines.Watch(phone);
            }
        }
#pragma warning disable CA1031 // contained: FaultContainment
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Contain(phone.Room, phone.Participant.Id, fault, now);
        }
    }

    private void Do(Timed due, TimeSpan now)
    {
        due.HandleDeadline(now);
        switch (due)
        {
            case Peer peer:
                Settle(peer, now);
                break;
            case PhoneMedia phone:
                Settle(phone, now);
                break;
            case RoomHost room:
                Settle(room, now);
                break;
        }
    }

    private void Contain(RoomHost room, string? participantId, Exception fault, TimeSpan now)
    {
        _context.Faults.Enqueue(new Fault(room, participantId, fault));
        Contain(now);
    }

    /// <summary>Takes the causes of all faults so far out of their rooms.</summary>
    private void Contain(TimeSpan now)
    {
        while (_faults.TryTake(out var fault))
        {
            if (_rooms.GetValueOrDefault(fault.Room.RoomId) != fault.Room || FaultContainment.RemedyFor(fault) is not { } remedy)
            {
                continue;
            }

            try
            {
                fault.Room.Handle(remedy, now);
                Settle(fault.Room, now);
            }
#pragma warning disable CA1031 // the next step is the room, then to give it up
            catch (Exception again)
#pragma warning restore CA1031
            {
                _context.Faults.Enqueue(new Fault(fault.Room, null, again));
                if (fault.ParticipantId is null)
                {
                    GiveUp(fault.Room, now);
                }
            }
        }
    }

    /// <summary>Nothing of a room can be relied on: those outside are told what they would be told when it closes.</summary>
    private void GiveUp(RoomHost room, TimeSpan now)
    {
        _rooms.Remove(room.RoomId);
        _snapshots.TryRemove(room.RoomId, out _);
        DeadlineQueue.Remove(room);
        room.GiveUp(_events, now);
    }

    private void Settle(Peer peer, TimeSpan now)
    {
        var room = peer.Owner.Host;
        _context.Touch(peer);
        room.Follow(peer, now);
        Settle(room, now);
    }

    private void Settle(PhoneMedia phone, TimeSpan now)
    {
        phone.Room.Follow(phone, now);
        Settle(phone.Room, now);
    }

    /// <summary>Brings a room's outputs outside after an input to it.</summary>
    private void Settle(RoomHost room, TimeSpan now)
    {
        room.Settle(_events, now);
        if (room.Room.IsClosed)
        {
            _rooms.Remove(room.RoomId);
            _snapshots.TryRemove(room.RoomId, out _);
            DeadlineQueue.Remove(room);
            room.Close(now);
            Contain(now);
            return;
        }

        if (!ReferenceEquals(room.Published, room.Room.Snapshot))
        {
            room.Published = _snapshots[room.RoomId] = room.Room.Snapshot;
        }

        _context.Deadlines.Watch(room);
        if (_faults.IsNeeded)
        {
            Contain(now);
        }
    }
}
