using System.Collections.Concurrent;
using System.Net;
using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Worker;

/// <summary>
/// The engine of everything in a set of rooms: who is in, what is forwarded to whom, and the mixes phones hear. One thread owns it and
/// drains <see cref="TryTakeDatagram"/> and <see cref="TryTakeEvent"/> after every input. It has no sockets, clock or locks.
/// </summary>
public sealed class MediaWorker(MediaWorkerOptions options, Random random) : IDisposable
{
    private readonly ConcurrentDictionary<string, RoomSnapshot> _snapshots = new();
    private readonly Queue<WorkerEvent> _events = new();

    /// <summary>The rooms as they were after the latest input, by room id. The one member that any thread may read.</summary>
    public IReadOnlyDictionary<string, RoomSnapshot> Snapshots => _snapshots;

    /// <summary>When <see cref="HandleDeadline"/> wants to be called; null while nothing is due.</summary>
    public TimeSpan? NextDeadline => null;

    /// <summary>Carries out a command. Its effects are in events and snapshots when this returns.</summary>
    public CommandResult Handle(WorkerCommand command, TimeSpan now)
    {
        _ = (options, random, now);
        return CommandResult.Refused(CommandRefusal.NoSuchRoom, command.RoomId);
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
    }

    /// <summary>The next datagram to send, if any; valid until the next input.</summary>
    public bool TryTakeDatagram(out WorkerDatagram datagram)
    {
        datagram = default;
        return false;
    }

    /// <summary>The next event, if any.</summary>
    public bool TryTakeEvent([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out WorkerEvent? happened) => _events.TryDequeue(out happened);

    /// <summary>Releases native resources of all connections.</summary>
    public void Dispose()
    {
    }
}
