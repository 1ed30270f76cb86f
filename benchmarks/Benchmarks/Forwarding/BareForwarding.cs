using System.Net;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp.Srtp;
using Switchroom.Server.Network;
using Switchroom.Server.Network.Linux;

namespace Switchroom.Benchmarks.Forwarding;

/// <summary>
/// The least that forwarding can cost: receive, unprotect, and for every receiver copy, protect and send, with the worker's own batched system calls. Nothing is looked
/// up, rewritten, counted or answered.
/// </summary>
internal sealed class BareForwarding : IDatagramReceiver, IDisposable
{
    private readonly LinuxSockets _sockets = new(maxConnections: 0);
    private readonly SrtpSession _receiver;
    private readonly List<(IPEndPoint To, SrtpSession Session)> _targets = [];
    private readonly byte[] _plain = new byte[2048];
    private readonly byte[] _out = new byte[2048];
    private readonly Thread _thread;
    private readonly SocketId _socket;
    private volatile int _threadId;
    private volatile bool _stopping;
    private long _received;
    private long _sent;
    private int _next;

    /// <param name="publisherKey">What the publishers protect with.</param>
    /// <param name="targets">Where packets may go.</param>
    public BareForwarding(SrtpMasterKey publisherKey, IEnumerable<IPEndPoint> targets)
    {
        _receiver = new SrtpSession(publisherKey);
        var random = new Random(7);
        _targets.AddRange(targets.Select(to => (to, new SrtpSession(SrtpMasterKey.NewRandom(SrtpProfile.AeadAes128Gcm, random)))));
        _socket = _sockets.BindUdp(new IPEndPoint(IPAddress.Loopback, 0), 8 * 1024 * 1024, out var bound);
        Address = bound;
        _thread = new Thread(Run) { IsBackground = true, Name = "bare forwarding" };
        _thread.Start();
    }

    public IPEndPoint Address { get; }

    /// <summary>Receivers of each packet; 0 is all.</summary>
    public int FanOut { get; init; }

    /// <summary>Datagrams taken and sent.</summary>
    public (long Received, long Sent) Traffic => (Volatile.Read(ref _received), Volatile.Read(ref _sent));

    public TimeSpan Cpu => ThreadClock.Of(_threadId).Used;

    void IDatagramReceiver.Received(SocketId socket, ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan waited)
    {
        _received++;
        datagram.CopyTo(_plain);
        if (!_receiver.TryUnprotect(_plain, datagram.Length, out var length))
        {
            return;
        }

        var count = FanOut == 0 ? _targets.Count : FanOut;
        for (var i = 0; i < count; i++)
        {
            var (to, session) = _targets[(_next + i) % _targets.Count];
            _plain.AsSpan(0, length).CopyTo(_out);
            if (session.TryProtect(_out, length, out var written))
            {
                _sockets.Send(_socket, to, _out.AsSpan(0, written));
                _sent++;
            }
        }

        _next++;
    }

    void IDatagramReceiver.Closed(SocketId connection)
    {
    }

    public void Dispose()
    {
        _stopping = true;
        _sockets.Wake();
        _thread.Join();
        _sockets.Dispose();
        _receiver.Dispose();
        _targets.ForEach(target => target.Session.Dispose());
    }

    private void Run()
    {
        _threadId = ThreadClock.CurrentThread;
        while (!_stopping)
        {
            _sockets.Flush();
            _sockets.Receive(TimeSpan.FromSeconds(1), this);
        }
    }
}
