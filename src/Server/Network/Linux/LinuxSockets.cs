using System.Net;
using System.Net.Sockets;
using Switchroom.Rooms.Worker;

namespace Switchroom.Server.Network.Linux;

/// <summary>Worker sockets for Linux: thousands of them, read and written in batches by system call.</summary>
internal sealed class LinuxSockets(int maxConnections) : IWorkerSockets
{
    /// <summary>A flooded socket gives way to the others after this many batches.</summary>
    private const int MaxBatchesPerTurn = 8;

    private readonly Epoll _epoll = new();
    private readonly Epoll[] _patient = [.. Enumerable.Range(0, MixPhase.Count).Select(_ => new Epoll())];
    private readonly int[] _patientSockets = new int[MixPhase.Count];
    private readonly ReceiveBatch _receive = new();
    private readonly SendBatch _send = new();
    private readonly AddressTable _addresses = new();
    private readonly Dictionary<SocketId, Entry> _entries = [];
    private readonly List<FramedConnection> _unflushed = [];
    private readonly List<Entry> _resting = [];
    private readonly List<SocketId> _idle = [];
    private readonly ulong[] _ready = new ulong[256];
    private int _connections;
    private long _patientTurn;
    private int _nextId = 1;

    /// <summary>True where this implementation works.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    public SocketId BindUdp(IPEndPoint local, int bufferSize, out IPEndPoint bound, MixPhase? patience = null)
    {
        var socket = NonBlocking.Bind(local, bufferSize);
        ArrivalStamp.Enable((int)socket.Handle);
        bound = (IPEndPoint)socket.LocalEndPoint!;
        return Register(socket, null, isListener: false, patience);
    }

    public SocketId ListenTcp(IPEndPoint local, out IPEndPoint bound)
    {
        var socket = NonBlocking.Listen(local);
        bound = (IPEndPoint)socket.LocalEndPoint!;
        return Register(socket, null, isListener: true);
    }

    public void Close(SocketId socket)
    {
        if (_entries.Remove(socket, out var entry))
        {
            // What waits for this descriptor must not leave from the next socket that gets its number.
            _send.Flush();
            EpollOf(entry.Patience).Remove(entry.Descriptor);
            Count(entry.Patience, -1);
            entry.Socket.Dispose();
            if (entry.Connection is { } connection)
            {
                _connections--;
                _unflushed.Remove(connection);
            }
        }
    }

    public void Receive(TimeSpan timeout, IDatagramReceiver receiver)
    {
        var count = _epoll.Wait(timeout, _ready);
        for (var i = 0; i < count; i++)
        {
            var id = new SocketId((int)_ready[i]);

            // An earlier one of this turn may have closed it.
            if (!_entries.TryGetValue(id, out var entry))
            {
                continue;
            }

            if (entry.IsListener)
            {
                Accept(entry);
            }
            else if (entry.Connection is { } connection)
            {
                ReceiveFrames(id, connection, receiver);
            }
            else
            {
                for (var batch = 0; batch < MaxBatchesPerTurn && _receive.Receive(entry.Descriptor, id, _addresses, receiver) == ReceiveBatch.Capacity; batch++)
                {
                }
            }
        }
    }

    public bool HasPatient(MixPhase phase) => _patientSockets[phase.Number] > 0;

    public void ReceivePatient(MixPhase phase, IDatagramReceiver receiver)
    {
        _patientTurn++;
        var mostWaits = MaxBatchesPerTurn + (2 * _patientSockets[phase.Number] / _ready.Length);
        for (var wait = 0; wait < mostWaits; wait++)
        {
            var count = _patient[phase.Number].Wait(TimeSpan.Zero, _ready);
            for (var i = 0; i < count; i++)
            {
                var id = new SocketId((int)_ready[i]);
                if (_entries.TryGetValue(id, out var entry))
                {
                    // Nearly always there is one, and the next wait tells of more.
                    var isAgain = entry.PatientTurn == _patientTurn;
                    entry.PatientTurn = _patientTurn;
                    _receive.Receive(entry.Descriptor, id, _addresses, receiver, isAgain ? ReceiveBatch.Capacity : 1);
                }
            }

            if (count == 0)
            {
                return;
            }
        }
    }

    public void Send(SocketId socket, IPEndPoint to, ReadOnlySpan<byte> datagram)
    {
        if (!_entries.TryGetValue(socket, out var entry))
        {
            return;
        }

        if (entry.Connection is { } connection)
        {
            connection.Send(datagram);
            if (!_unflushed.Contains(connection))
            {
                _unflushed.Add(connection);
            }
        }
        else
        {
            _send.Add(entry.Descriptor, entry.IsIPv6, to, datagram);
        }
    }

    public void Flush()
    {
        _send.Flush();
        for (var i = _unflushed.Count - 1; i >= 0; i--)
        {
            if (_unflushed[i].Flush())
            {
                _unflushed.RemoveAt(i);
            }
        }
    }

    public void CloseIdle(TimeSpan now, IDatagramReceiver receiver)
    {
        foreach (var (id, entry) in _entries)
        {
            if (entry.Connection?.IsIdle(now) == true)
            {
                _idle.Add(id);
            }
        }

        foreach (var id in _idle)
        {
            Close(id);
            receiver.Closed(id);
        }

        _idle.Clear();
        foreach (var listener in _resting)
        {
            _epoll.Add(listener.Descriptor, (ulong)listener.Id.Value);
        }

        _resting.Clear();
    }

    public void Wake() => _epoll.Wake();

    public void Dispose()
    {
        foreach (var entry in _entries.Values)
        {
            entry.Socket.Dispose();
        }

        _epoll.Dispose();
        Array.ForEach(_patient, epoll => epoll.Dispose());
        _receive.Dispose();
        _send.Dispose();
    }

    private SocketId Register(Socket socket, FramedConnection? connection, bool isListener, MixPhase? patience = null)
    {
        var id = new SocketId(_nextId++);
        var descriptor = (int)socket.Handle;
        EpollOf(patience).Add(descriptor, (ulong)id.Value);
        _entries[id] = new Entry(id, socket, descriptor, socket.AddressFamily == AddressFamily.InterNetworkV6, connection, isListener, patience);
        Count(patience, 1);
        return id;
    }

    private Epoll EpollOf(MixPhase? patience) => patience is { } phase ? _patient[phase.Number] : _epoll;

    private void Count(MixPhase? patience, int change)
    {
        if (patience is { } phase)
        {
            _patientSockets[phase.Number] += change;
        }
    }

    private void Accept(Entry listener)
    {
        bool isExhausted;
        while (NonBlocking.TryAccept(listener.Socket, out isExhausted) is { } accepted)
        {
            if (_connections >= maxConnections)
            {
                accepted.Dispose();
                continue;
            }

            _connections++;
            Register(accepted, new FramedConnection(accepted), isListener: false);
        }

        if (isExhausted)
        {
            // It would be readable for as long as nothing is closed, and this thread would do nothing else.
            _epoll.Remove(listener.Descriptor);
            _resting.Add(listener);
        }
    }

    private void ReceiveFrames(SocketId id, FramedConnection connection, IDatagramReceiver receiver)
    {
        if (!connection.Receive(id, receiver))
        {
            Close(id);
            receiver.Closed(id);
        }
    }

    private sealed record Entry(SocketId Id, Socket Socket, int Descriptor, bool IsIPv6, FramedConnection? Connection, bool IsListener, MixPhase? Patience)
    {
        public long PatientTurn { get; set; }
    }
}
