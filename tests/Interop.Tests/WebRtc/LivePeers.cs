using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Switchroom.WebRtc;
using Switchroom.WebRtc.Dtls;
using Switchroom.WebRtc.Ice;
using Switchroom.WebRtc.Stun;

namespace Switchroom.Interop.Tests.WebRtc;

/// <summary>Peer connections on a real UDP socket and a real clock: what the media worker does, as small as it can be.</summary>
internal sealed class LivePeers : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly DtlsContext _dtls = new(DtlsCertificate.Create(DateTimeOffset.UtcNow));
    private readonly List<PeerConnection> _peers = [];
    private readonly Dictionary<EndPoint, PeerConnection> _routes = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Thread _thread;
    private volatile bool _stopping;

    internal LivePeers()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Options = new PeerConnectionOptions
        {
            Dtls = _dtls,
            Pool = new DatagramPool(),
            Random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue)),
            Candidates = [new IceCandidate((IPEndPoint)_socket.LocalEndPoint!)],
            WallClockAtZero = DateTimeOffset.UtcNow,
        };
        _thread = new Thread(Run) { IsBackground = true, Name = "live peers" };
    }

    internal PeerConnectionOptions Options { get; }

    /// <summary>Called under the lock for every event.</summary>
    internal Action<PeerConnection, PeerEvent>? OnEvent { get; set; }

    internal TimeSpan Now => _clock.Elapsed;

    internal void Start() => _thread.Start();

    internal PeerConnection Add()
    {
        lock (_peers)
        {
            var peer = new PeerConnection(Options, Now);
            _peers.Add(peer);
            return peer;
        }
    }

    /// <summary>Runs a command on the peers and sends what comes of it.</summary>
    internal T Do<T>(Func<T> command)
    {
        lock (_peers)
        {
            var result = command();
            Drain();
            return result;
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _peers.ForEach(peer => peer.Dispose());
        _socket.Dispose();
        _dtls.Dispose();
    }

    private void Run()
    {
        var buffer = new byte[2048];
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        while (!_stopping)
        {
            var readable = _socket.Poll(1_000, SelectMode.SelectRead);
            lock (_peers)
            {
                if (readable)
                {
                    try
                    {
                        var length = _socket.ReceiveFrom(buffer, ref from);
                        Route(buffer.AsSpan(0, length), (IPEndPoint)from)?.HandleDatagram(buffer.AsSpan(0, length), new TransportPath(1, (IPEndPoint)from), Now);
                    }
                    catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
                    {
                        // The browser closed its socket; the engine finds out by itself.
                    }
                }

                _peers.ForEach(peer =>
                {
                    if (peer.NextDeadline <= Now)
                    {
                        peer.HandleDeadline(Now);
                    }
                });
                Drain();
            }
        }
    }

    private PeerConnection? Route(ReadOnlySpan<byte> datagram, IPEndPoint from)
    {
        if (_routes.TryGetValue(from, out var known))
        {
            return known;
        }

        Span<char> ufrag = stackalloc char[StunRouting.MaxUfrag];
        var name = StunRouting.IsStun(datagram) && StunRouting.TryReadLocalUfrag(datagram, ufrag, out var length) ? ufrag[..length].ToString() : "";
        return _peers.Find(peer => peer.LocalUfrag == name);
    }

    private void Drain()
    {
        for (var more = true; more;)
        {
            more = false;
            foreach (var peer in _peers)
            {
                while (peer.TryTakeDatagram(out var datagram))
                {
                    _socket.SendTo(datagram.Bytes, datagram.Path.Remote);
                    Options.Pool.Return(datagram.Buffer);
                    more = true;
                }

                while (peer.TryTakeEvent(out var peerEvent))
                {
                    if (peerEvent is PathValidated validated)
                    {
                        _routes[validated.Path.Remote] = peer;
                    }

                    OnEvent?.Invoke(peer, peerEvent!);
                    more = true;
                }
            }
        }
    }
}
