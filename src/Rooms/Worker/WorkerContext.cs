using Switchroom.WebRtc;
using Switchroom.WebRtc.Ice;

namespace Switchroom.Rooms.Worker;

/// <summary>What the rooms of one worker share: the socket's peers, deadlines, buffers, and what waits to be sent.</summary>
internal sealed class WorkerContext
{
    private readonly List<byte[]> _lent = [];
    private readonly Queue<OutgoingDatagram> _outgoing = new();
    private readonly Queue<Peer> _dirty = new();
    private readonly PeerConnectionOptions _peerOptions;

    public WorkerContext(MediaWorkerOptions options, Random random)
    {
        Random = random;
        _peerOptions = new PeerConnectionOptions
        {
            Dtls = options.Identity.Dtls,
            Pool = Pool,
            Outgoing = _outgoing,
            Random = random,
            Candidates =
            [
                .. options.UdpCandidates.Select(address => new IceCandidate(address)),
                .. options.TcpCandidates.Select(address => new IceCandidate(address, Tcp: true)),
            ],
            WallClockAtZero = options.WallClockAtZero,
            StartBitrate = options.StartBitrate,
        };
    }

    public Random Random { get; }

    /// <summary>The values of our candidate lines, best first.</summary>
    public IEnumerable<string> CandidateLines =>
        _peerOptions.Candidates.Select((candidate, index) => candidate.ToAttribute(index)["candidate:".Length..]);

    public DatagramPool Pool { get; } = new();

    public PeerRouting Routing { get; } = new();

    public DeadlineQueue Deadlines { get; } = new();

    /// <summary>What phone legs send.</summary>
    public DatagramOutbox Outbox { get; } = new();

    public WorkerCounters Counters { get; } = new();

    /// <summary>Exceptions met while several were served one after the other; what they concern is ended once the others are served.</summary>
    public Queue<Fault> Faults { get; } = new();

    /// <summary>What the mixes of all rooms work in, one after the other.</summary>
    public Mixing.MixScratch MixScratch { get; } = new();

    public Peer OpenPeer(PeerRole role, ParticipantMedia owner, TimeSpan now)
    {
        var options = _peerOptions with { EstimateBandwidth = role == PeerRole.Subscriber || owner.HasOneConnection };
        var peer = new Peer(new PeerConnection(options, now), role, owner);
        peer.Connection.Tag = peer;
        Routing.NameOf(peer);
        return peer;
    }

    /// <summary>The phones by their sockets.</summary>
    public Dictionary<SocketId, PhoneMedia> Phones { get; } = [];

    /// <summary>Takes datagrams of the phone's sockets for it.</summary>
    public void Route(PhoneMedia phone) => Phones[phone.Options.Rtp] = Phones[phone.Options.Rtcp] = phone;

    /// <summary>Ends a leg: its last events wait in it, its native state is gone.</summary>
    public void ClosePhone(PhoneMedia phone, TimeSpan now)
    {
        if (!phone.IsRemoved)
        {
            Phones.Remove(phone.Options.Rtp);
            Phones.Remove(phone.Options.Rtcp);
            DeadlineQueue.Remove(phone);
            try
            {
                phone.Leg.Close(now);
                phone.Leg.Dispose();
            }
#pragma warning disable CA1031 // contained: FaultContainment
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Faults.Enqueue(new Fault(phone.Room, phone.Participant.Id, fault));
                phone.Room.Room.Tell(new PhoneLegClosed(phone.Room.RoomId, phone.Participant.Id, phone.Options.Rtp, phone.Options.Rtcp));
            }
        }
    }

    /// <summary>After any input to a peer: its deadline will be looked at once all datagrams are taken.</summary>
    public void Touch(Peer peer)
    {
        if (!peer.IsDirty)
        {
            peer.IsDirty = true;
            _dirty.Enqueue(peer);
        }
    }

    public void Close(Peer peer, TimeSpan now)
    {
        if (!peer.IsRetired)
        {
            peer.IsRetired = true;
            DeadlineQueue.Remove(peer);
            Touch(peer);
            Routing.Remove(peer);
            try
            {
                peer.Connection.Close(now);
            }
#pragma warning disable CA1031 // contained: FaultContainment
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Faults.Enqueue(new Fault(peer.Owner.Host, peer.Owner.Participant.Id, fault));
            }
        }
    }

    public bool TryTakeDatagram(out WorkerDatagram datagram)
    {
        if (_outgoing.TryDequeue(out var outgoing))
        {
            _lent.Add(outgoing.Buffer);
            datagram = new WorkerDatagram(new SocketId(outgoing.Path.Socket), outgoing.Path.Remote, outgoing.Buffer.AsMemory(0, outgoing.Length));
            return true;
        }

        while (_dirty.TryDequeue(out var peer))
        {
            Clean(peer);
        }

        return Outbox.TryTake(out datagram);
    }

    /// <summary>A new input: what was taken before has been sent.</summary>
    public void ReturnLent()
    {
        foreach (var buffer in _lent)
        {
            Pool.Return(buffer);
        }

        _lent.Clear();
    }

    /// <summary>Ends everything, sent or not.</summary>
    public void Dispose()
    {
        while (_dirty.TryDequeue(out var peer))
        {
            Clean(peer);
        }

        while (_outgoing.TryDequeue(out var unsent))
        {
            Pool.Return(unsent.Buffer);
        }

        ReturnLent();
    }

    private void Clean(Peer peer)
    {
        peer.IsDirty = false;
        if (peer.IsRetired)
        {
            peer.Connection.Dispose();
        }
        else
        {
            Deadlines.Watch(peer);
        }
    }
}
