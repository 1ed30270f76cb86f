using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Switchroom.Rooms.Worker;
using Switchroom.Server.Network;
using Switchroom.Server.Network.Linux;

namespace Switchroom.Benchmarks.Phones;

/// <summary>
/// Hundreds of phones on one socket and a thread of their own. Each sends a packet every 20 ms; the phones are spread over the 20 ms, one group each
/// millisecond. What comes back is taken and counted.
/// </summary>
internal sealed class PhoneSwarm : IDatagramReceiver, IDisposable
{
    private const int GroupsPerPacketTime = 20;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false, ReceiveBufferSize = 8 << 20 };
    private readonly SendBatch _send = new();
    private readonly ReceiveBatch _receive = new();
    private readonly AddressTable _addresses = new();
    private readonly Thread _thread;
    private volatile SwarmPhone[] _phones = [];
    private volatile bool _stopping;

    public PhoneSwarm()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Address = (IPEndPoint)_socket.LocalEndPoint!;
        _thread = new Thread(Run) { IsBackground = true, Name = "phone swarm" };
        _thread.Start();
    }

    /// <summary>Where all of them are.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Datagrams that came back.</summary>
    public long Received { get; private set; }

    /// <summary>These talk from now on, and no others.</summary>
    public void Play(SwarmPhone[] phones) => _phones = phones;

    void IDatagramReceiver.Received(SocketId socket, ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan waited) => Received++;

    void IDatagramReceiver.Closed(SocketId connection)
    {
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _socket.Dispose();
        _send.Dispose();
        _receive.Dispose();
    }

    private void Run()
    {
        var packet = new byte[2048];
        var descriptor = (int)_socket.Handle;
        var group = 0L;
        for (var start = Stopwatch.GetTimestamp(); !_stopping;)
        {
            for (var due = (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds; group < due; group++)
            {
                var phones = _phones;
                for (var i = (int)(group % GroupsPerPacketTime); i < phones.Length; i += GroupsPerPacketTime)
                {
                    _send.Add(descriptor, socketIsIPv6: false, phones[i].Target, packet.AsSpan(0, phones[i].Write(packet, group / GroupsPerPacketTime)));
                }
            }

            _send.Flush();
            while (_receive.Receive(descriptor, default, _addresses, this) == ReceiveBatch.Capacity)
            {
            }

            Thread.Sleep(1);
        }
    }
}
