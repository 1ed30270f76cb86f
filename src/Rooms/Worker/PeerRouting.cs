using Switchroom.WebRtc;
using Switchroom.WebRtc.Stun;

namespace Switchroom.Rooms.Worker;

/// <summary>Whose a datagram on the shared socket is: by the path it came on once that is proven, before by the user name of an ICE check.</summary>
internal sealed class PeerRouting
{
    private readonly Dictionary<TransportPath, Peer> _byPath = [];
    private readonly Dictionary<string, Peer> _byUfrag = [];

    /// <summary>Peers known.</summary>
    public int Count => Peers.Count();

    public IEnumerable<Peer> Peers => _byUfrag.Values.Distinct();

    public Peer? Find(in TransportPath path, ReadOnlySpan<byte> datagram)
    {
        // A check names its peer even where another peer was before: a client that starts anew on the port it had.
        Span<char> ufrag = stackalloc char[StunRouting.MaxUfrag];
        if (StunRouting.IsStun(datagram)
            && StunRouting.TryReadLocalUfrag(datagram, ufrag, out var length)
            && _byUfrag.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(ufrag[..length], out var named))
        {
            return named;
        }

        return _byPath.GetValueOrDefault(path);
    }

    /// <summary>Every peer that uses a connection, and the path it uses it by.</summary>
    public List<KeyValuePair<TransportPath, Peer>> UsersOf(SocketId connection) => [.. _byPath.Where(pair => pair.Key.Socket == connection.Value)];

    /// <summary>Finds a peer by its present user name fragment, and by former ones until a path is proven.</summary>
    public void NameOf(Peer peer)
    {
        var ufrag = peer.Connection.LocalUfrag;
        if (!peer.Ufrags.Contains(ufrag))
        {
            peer.Ufrags.Add(ufrag);
            _byUfrag[ufrag] = peer;
        }
    }

    public void Proven(in TransportPath path, Peer peer)
    {
        _byPath[path] = peer;
        foreach (var former in peer.Ufrags.Where(ufrag => ufrag != peer.Connection.LocalUfrag).ToList())
        {
            _byUfrag.Remove(former);
            peer.Ufrags.Remove(former);
        }
    }

    public void Released(in TransportPath path, Peer peer)
    {
        if (_byPath.TryGetValue(path, out var present) && present == peer)
        {
            _byPath.Remove(path);
        }
    }

    public void Remove(Peer peer)
    {
        foreach (var ufrag in peer.Ufrags)
        {
            _byUfrag.Remove(ufrag);
        }

        peer.Ufrags.Clear();
        foreach (var path in _byPath.Where(pair => pair.Value == peer).Select(pair => pair.Key).ToList())
        {
            _byPath.Remove(path);
        }
    }
}
