using System.Net;
using System.Net.Sockets;
using Switchroom.Rooms.Worker;

namespace Switchroom.Server.Network;

/// <summary>Worker sockets over <see cref="Socket"/> and <see cref="Socket.Select(System.Collections.IList?, System.Collections.IList?, System.Collections.IList?, TimeSpan)"/>: for every platform, and a few sockets.</summary>
internal sealed class PlainSockets : IWorkerSockets
{
    private const int MaxDatagram = 65_535;
    private const int MaxPerSocketAndTurn = 64;

    private readonly Dictionary<SocketId, Socket> _datagrams = [];
    private readonly Dictionary<Socket, SocketId> _ids = [];
    private readonly Dictionary<SocketId, FramedConnection> _connections = [];
    private readonly HashSet<Socket> _listeners = [];
    private readonly HashSet<Socket> _resting = [];
    private readonly Dictionary<SocketAddress, IPEndPoint> _addresses = [];
    private readonly List<Socket> _readable = [];
    private readonly Socket _wakeIn = Loopback();
    private readonly Socket _wakeOut = Loopback();
    private readonly byte[] _buffer = new byte[MaxDatagram];
    private readonly SocketAddress _from = new(AddressFamily.InterNetworkV6);
    private readonly int _maxConnections;
    private int _nextId = 1;

    public PlainSockets(int maxConnections)
    {
        _maxConnections = maxConnections;
        _wakeOut.Connect(_wakeIn.LocalEndPoint!);
    }

    public SocketId BindUdp(IPEndPoint local, int bufferSize, out IPEndPoint bound, MixPhase? patience = null)
    {
        var socket = NonBlocking.Bind(local, bufferSize);
        bound = (IPEndPoint)socket.LocalEndPoint!;
        var id = Register(socket);
        _datagrams[id] = socket;
        return id;
    }

    public SocketId ListenTcp(IPEndPoint local, out IPEndPoint bound)
    {
        var socket = NonBlocking.Listen(local);
        bound = (IPEndPoint)socket.LocalEndPoint!;
        _listeners.Add(socket);
        return Register(socket);
    }

    public void Close(SocketId socket)
    {
        if (_connections.Remove(socket, out var connection))
        {
            Forget(connection.Socket);
        }
        else if (_datagrams.Remove(socket, out var datagrams))
        {
            Forget(datagrams);
        }
    }

    public void Receive(TimeSpan timeout, IDatagramReceiver receiver)
    {
        _readable.Clear();
        _readable.Add(_wakeIn);
        _readable.AddRange(_ids.Keys.Where(socket => !_resting.Contains(socket)));
        Socket.Select(_readable, null, null, timeout);
        foreach (var socket in _readable)
        {
            if (socket == _wakeIn)
            {
                SwallowWakes();
            }
            else if (_listeners.Contains(socket))
            {
                Accept(socket);
            }
            else if (_ids.TryGetValue(socket, out var id))
            {
                ReceiveFrom(id, socket, receiver);
            }
        }
    }

    public bool HasPatient(MixPhase phase) => false;

    public void ReceivePatient(MixPhase phase, IDatagramReceiver receiver)
    {
    }

    public void Send(SocketId socket, IPEndPoint to, ReadOnlySpan<byte> datagram)
    {
        if (_connections.TryGetValue(socket, out var connection))
        {
            connection.Send(datagram);
        }
        else if (_datagrams.TryGetValue(socket, out var udp))
        {
            NonBlocking.TrySend(udp, datagram, to);
        }
    }

    public void Flush()
    {
        foreach (var connection in _connections.Values)
        {
            connection.Flush();
        }
    }

    public void CloseIdle(TimeSpan now, IDatagramReceiver receiver)
    {
        foreach (var id in _connections.Where(connection => connection.Value.IsIdle(now)).Select(connection => connection.Key).ToList())
        {
            Close(id);
            receiver.Closed(id);
        }

        _resting.Clear();
    }

    public void Wake() => NonBlocking.TrySend(_wakeOut, [1]);

    public void Dispose()
    {
        foreach (var socket in _ids.Keys)
        {
            socket.Dispose();
        }

        _wakeIn.Dispose();
        _wakeOut.Dispose();
    }

    private static Socket Loopback() => NonBlocking.Bind(new IPEndPoint(IPAddress.Loopback, 0), 64 * 1024);

    private SocketId Register(Socket socket)
    {
        var id = new SocketId(_nextId++);
        _ids[socket] = id;
        return id;
    }

    private void Forget(Socket socket)
    {
        _ids.Remove(socket);
        socket.Dispose();
    }

    private void SwallowWakes()
    {
        while (NonBlocking.TryReceive(_wakeIn, _buffer, _from) >= 0)
        {
        }
    }

    private void Accept(Socket listener)
    {
        bool isExhausted;
        while (NonBlocking.TryAccept(listener, out isExhausted) is { } accepted)
        {
            if (_connections.Count >= _maxConnections)
            {
                accepted.Dispose();
                continue;
            }

            _connections[Register(accepted)] = new FramedConnection(accepted);
        }

        if (isExhausted)
        {
            _resting.Add(listener);
        }
    }

    private void ReceiveFrom(SocketId id, Socket socket, IDatagramReceiver receiver)
    {
        if (_connections.TryGetValue(id, out var connection))
        {
            if (!connection.Receive(id, receiver))
            {
                Close(id);
                receiver.Closed(id);
            }

            return;
        }

        for (var i = 0; i < MaxPerSocketAndTurn; i++)
        {
            var length = NonBlocking.TryReceive(socket, _buffer, _from);
            if (length < 0)
            {
                return;
            }

            receiver.Received(id, _buffer.AsSpan(0, length), AddressOf(_from), TimeSpan.Zero);
        }
    }

    private IPEndPoint AddressOf(SocketAddress address)
    {
        if (_addresses.TryGetValue(address, out var known))
        {
            return known;
        }

        if (_addresses.Count >= 100_000)
        {
            _addresses.Clear();
        }

        // Addresses compare whole buffers, so the copy needs one of the same length.
        var copy = new SocketAddress(address.Family, address.Buffer.Length);
        address.Buffer.CopyTo(copy.Buffer);
        copy.Size = address.Size;
        var from = (IPEndPoint)new IPEndPoint(address.Family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0).Create(copy);
        return _addresses[copy] = from;
    }
}
