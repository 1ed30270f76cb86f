namespace Switchroom.WebRtc;

/// <summary>What a peer's parts put out: datagrams on the path that is current when they are made, and events, both in order.</summary>
internal sealed class PeerOutputs(DatagramPool pool, Queue<OutgoingDatagram>? shared)
{
    private readonly Queue<OutgoingDatagram> _datagrams = shared ?? new();
    private readonly Queue<PeerEvent> _events = new();

    internal DatagramPool Pool { get; } = pool;

    internal void Raise(PeerEvent peerEvent) => _events.Enqueue(peerEvent);

    /// <summary>Queues a rented buffer that holds a datagram; it is the taker's from here on.</summary>
    internal void Send(byte[] rented, int length, in TransportPath path) => _datagrams.Enqueue(new OutgoingDatagram(rented, length, path));

    /// <summary>Copies and queues a datagram.</summary>
    internal void SendCopy(ReadOnlySpan<byte> datagram, in TransportPath path)
    {
        if (datagram.Length <= DatagramPool.BufferSize)
        {
            var buffer = Pool.Rent();
            datagram.CopyTo(buffer);
            Send(buffer, datagram.Length, path);
        }
    }

    internal bool TryTakeDatagram(out OutgoingDatagram datagram) => _datagrams.TryDequeue(out datagram);

    internal bool TryTakeEvent(out PeerEvent? peerEvent) => _events.TryDequeue(out peerEvent);

    internal void Clear()
    {
        // What lies in a shared queue is its owner's.
        while (shared is null && _datagrams.TryDequeue(out var datagram))
        {
            Pool.Return(datagram.Buffer);
        }

        _events.Clear();
    }
}
