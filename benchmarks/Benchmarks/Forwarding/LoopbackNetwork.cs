using System.Net;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;
using Switchroom.Server.Network.Linux;
using Switchroom.TestKit;

namespace Switchroom.Benchmarks.Forwarding;

/// <summary>The clients' side of the wire: a real loopback socket for each of their addresses.</summary>
internal sealed class LoopbackNetwork : IDatagramReceiver, IDisposable
{
    private const int SocketBuffer = 2 * 1024 * 1024;
    private static readonly TimeSpan DeadlineInterval = TimeSpan.FromMilliseconds(5);

    private readonly LinuxSockets _sockets = new(maxConnections: 0);
    private readonly Dictionary<IPEndPoint, SocketId> _socketOf = [];
    private readonly Dictionary<SocketId, IPEndPoint> _addressOf = [];
    private readonly List<ISimulated> _members = [];
    private readonly BenchClock _clock;
    private readonly IPEndPoint _server;
    private TimeSpan _deadlinesAt;

    public LoopbackNetwork(IPEndPoint server, BenchClock clock)
    {
        _clock = clock;
        _server = server;
        Virtual.Attach(server, (datagram, from, _) => Send(from, datagram));
    }

    /// <summary>What the clients think they are on.</summary>
    public VirtualNetwork Virtual { get; } = new(1) { DefaultLink = new LinkProfile { Delay = TimeSpan.Zero } };

    /// <summary>Media and everything else that arrived at clients.</summary>
    public long Received { get; private set; }

    /// <summary>Datagrams sent by clients.</summary>
    public long Sent { get; private set; }

    public TimeSpan Now => _clock.Now;

    /// <summary>False lets what arrives fall on the floor.</summary>
    public bool Delivers { get; set; } = true;

    /// <summary>A new address.</summary>
    public IPEndPoint Open()
    {
        var id = _sockets.BindUdp(new IPEndPoint(IPAddress.Loopback, 0), SocketBuffer, out var bound);
        _socketOf[bound] = id;
        _addressOf[id] = bound;
        return bound;
    }

    /// <summary>Sends to the server.</summary>
    public void Send(IPEndPoint from, ReadOnlySpan<byte> datagram) => Send(from, _server, datagram);

    /// <summary>Sends to somebody else.</summary>
    public void Send(IPEndPoint from, IPEndPoint to, ReadOnlySpan<byte> datagram)
    {
        Sent++;
        _sockets.Send(_socketOf[from], to, datagram);
    }

    public void Add(ISimulated member) => _members.Add(member);

    /// <summary>One turn: waits for input for a moment, hands it on, and runs what is due.</summary>
    public void Turn(TimeSpan wait)
    {
        _sockets.Flush();
        _sockets.Receive(wait, this);
        var now = Now;
        if (now >= _deadlinesAt)
        {
            _deadlinesAt = now + DeadlineInterval;
            foreach (var member in _members)
            {
                if (member.NextDeadline <= now)
                {
                    member.HandleDeadline(now);
                }

                member.Drain(now);
            }
        }

        Virtual.DeliverDue(now);
        _sockets.Flush();
    }

    /// <summary>Forgets the clients; their sockets stay open.</summary>
    public void Clear()
    {
        Delivers = false;
        _members.Clear();
        foreach (var address in _socketOf.Keys)
        {
            Virtual.Detach(address);
        }
    }


    void IDatagramReceiver.Received(SocketId socket, ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan waited)
    {
        Received++;
        if (Delivers)
        {
            var now = Now;
            Virtual.Send(_server, _addressOf[socket], datagram, now);
            Virtual.DeliverDue(now);
        }
    }

    void IDatagramReceiver.Closed(SocketId connection)
    {
    }

    public void Dispose() => _sockets.Dispose();
}
