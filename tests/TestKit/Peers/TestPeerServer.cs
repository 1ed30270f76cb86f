using System.Net;
using Switchroom.WebRtc;
using Switchroom.WebRtc.Stun;

namespace Switchroom.TestKit.Peers;

/// <summary>Many <see cref="PeerConnection"/>s behind one address of a <see cref="VirtualNetwork"/>, routed as a media worker routes them.</summary>
public sealed class TestPeerServer : ISimulated, IDisposable
{
    private readonly VirtualNetwork _network;
    private readonly List<PeerConnection> _peers = [];
    private readonly Dictionary<string, PeerConnection> _byUfrag = [];
    private readonly Dictionary<IPEndPoint, PeerConnection> _byAddress = [];

    /// <summary>A server that listens at <paramref name="address"/>.</summary>
    public TestPeerServer(VirtualNetwork network, IPEndPoint address)
    {
        _network = network;
        Address = address;
        network.Attach(address, Receive);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; }

    /// <summary>All events, with the peer that raised them.</summary>
    public List<(PeerConnection Peer, PeerEvent Event)> Events { get; } = [];

    /// <summary>Called for each event instead of keeping it.</summary>
    public Action<PeerConnection, PeerEvent>? OnEvent { get; set; }

    /// <summary>Addresses that are routed now.</summary>
    public int RoutedAddresses => _byAddress.Count;

    /// <inheritdoc/>
    public TimeSpan? NextDeadline
    {
        get
        {
            TimeSpan? next = null;
            foreach (var peer in _peers)
            {
                if (peer.NextDeadline is { } due && (next is null || due < next))
                {
                    next = due;
                }
            }

            return next;
        }
    }

    /// <summary>Routes a peer; again after its ufrag changed.</summary>
    public void Add(PeerConnection peer)
    {
        if (!_peers.Contains(peer))
        {
            _peers.Add(peer);
        }

        _byUfrag[peer.LocalUfrag] = peer;
    }

    /// <summary>Stops routing a peer and disposes it.</summary>
    public void Remove(PeerConnection peer, TimeSpan now)
    {
        DrainPeer(peer, now);
        _peers.Remove(peer);
        foreach (var (ufrag, _) in _byUfrag.Where(entry => entry.Value == peer).ToList())
        {
            _byUfrag.Remove(ufrag);
        }

        peer.Dispose();
    }

    /// <summary>Events of one kind.</summary>
    public IEnumerable<T> Of<T>()
        where T : PeerEvent => Events.Select(entry => entry.Event).OfType<T>();

    /// <inheritdoc/>
    public void HandleDeadline(TimeSpan now)
    {
        for (var i = 0; i < _peers.Count; i++)
        {
            if (_peers[i].NextDeadline <= now)
            {
                _peers[i].HandleDeadline(now);
                DrainPeer(_peers[i], now);
            }
        }
    }

    /// <inheritdoc/>
    public void Drain(TimeSpan now)
    {
        for (var i = 0; i < _peers.Count; i++)
        {
            DrainPeer(_peers[i], now);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _network.Detach(Address);
        _peers.ForEach(peer => peer.Dispose());
    }

    private void Receive(ReadOnlySpan<byte> datagram, IPEndPoint from, TimeSpan now)
    {
        if (!_byAddress.TryGetValue(from, out var peer))
        {
            Span<char> ufrag = stackalloc char[StunRouting.MaxUfrag];
            if (!StunRouting.IsStun(datagram) || !StunRouting.TryReadLocalUfrag(datagram, ufrag, out var length)
                || !_byUfrag.TryGetValue(ufrag[..length].ToString(), out peer))
            {
                return;
            }
        }

        peer.HandleDatagram(datagram, new TransportPath(1, from), now);
        DrainPeer(peer, now);
    }

    private void DrainPeer(PeerConnection peer, TimeSpan now)
    {
        while (peer.TryTakeDatagram(out var datagram))
        {
            _network.Send(Address, datagram.Path.Remote, datagram.Bytes, now);
            Pool(peer).Return(datagram.Buffer);
        }

        while (peer.TryTakeEvent(out var peerEvent))
        {
            switch (peerEvent)
            {
                case PathValidated validated: _byAddress[validated.Path.Remote] = peer; break;
                case PathReleased released: _byAddress.Remove(released.Path.Remote); break;
                default: break;
            }

            if (OnEvent is null)
            {
                Events.Add((peer, peerEvent!));
            }
            else
            {
                OnEvent(peer, peerEvent!);
            }
        }
    }

    private static DatagramPool Pool(PeerConnection peer) => peer.Options.Pool;
}
