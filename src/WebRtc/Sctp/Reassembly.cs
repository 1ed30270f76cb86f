namespace Switchroom.WebRtc.Sctp;

/// <summary>Joins fragments to messages and puts ordered messages in order (RFC 9260 sections 6.5, 6.6 and 6.9).</summary>
internal sealed class Reassembly(int maxMessage)
{
    /// <summary>Most streams that order is kept for; messages on more are dropped.</summary>
    internal const int MaxStreams = 1024;

    private readonly Dictionary<uint, Fragment> _fragments = [];
    private readonly Dictionary<ushort, OrderedStream> _streams = [];
    private readonly Queue<SctpMessage> _ready = new();
    private int _messagesHeld;

    /// <summary>Bytes held that are not delivered yet.</summary>
    internal int HeldBytes { get; private set; }

    /// <summary>Fragments and messages held, however small.</summary>
    internal int HeldCount => _fragments.Count + _messagesHeld;

    internal bool TryTake(out SctpMessage message) => _ready.TryDequeue(out message);

    /// <summary>Adds a fragment that was not seen before.</summary>
    internal void Add(in DataChunk chunk)
    {
        var fragment = new Fragment(chunk.Flags, chunk.StreamId, chunk.StreamSequence, chunk.PayloadProtocol, chunk.Payload.ToArray());
        if (fragment.Begins && fragment.Ends)
        {
            Deliver(fragment, fragment.Payload);
            return;
        }

        _fragments[chunk.Tsn] = fragment;
        HeldBytes += fragment.Payload.Length;
        TryJoin(chunk.Tsn);
    }

    /// <summary>Drops fragments that will never be completed (FORWARD-TSN).</summary>
    internal void DropUpTo(uint tsn)
    {
        foreach (var old in _fragments.Keys.Where(key => !Tsn.IsAfter(key, tsn)).ToList())
        {
            HeldBytes -= _fragments[old].Payload.Length;
            _fragments.Remove(old);
        }
    }

    /// <summary>Does not wait any longer for ordered messages up to this one.</summary>
    internal void Skip(ushort streamId, ushort sequence)
    {
        if (StreamOf(streamId) is not { } stream)
        {
            return;
        }

        while ((short)(sequence - stream.Next) >= 0)
        {
            Release(streamId, stream);
            if ((short)(sequence - stream.Next) >= 0)
            {
                stream.Next = NextHeldOr(stream, (ushort)(sequence + 1));
            }
        }

        Release(streamId, stream);
    }

    /// <summary>The peer reset these streams: their numbers start again at 0 (RFC 6525 section 5.2.2).</summary>
    internal void Reset(ushort streamId)
    {
        if (_streams.Remove(streamId, out var stream))
        {
            HeldBytes -= stream.Held.Values.Sum(message => message.Payload.Length);
            _messagesHeld -= stream.Held.Count;
        }
    }

    private static ushort NextHeldOr(OrderedStream stream, ushort fallback)
    {
        var next = fallback;
        foreach (var held in stream.Held.Keys)
        {
            if ((short)(next - held) > 0)
            {
                next = held;
            }
        }

        return next;
    }

    private void TryJoin(uint tsn)
    {
        var first = tsn;
        while (!_fragments[first].Begins)
        {
            if (!_fragments.ContainsKey(--first))
            {
                return;
            }
        }

        var length = 0;
        var last = first;
        while (true)
        {
            if (!_fragments.TryGetValue(last, out var fragment))
            {
                return;
            }

            length += fragment.Payload.Length;
            if (fragment.Ends)
            {
                break;
            }

            last++;
        }

        Join(first, last, length);
    }

    private void Join(uint first, uint last, int length)
    {
        var head = _fragments[first];
        var payload = length <= maxMessage ? new byte[length] : [];
        var offset = 0;
        for (var tsn = first; tsn != last + 1; tsn++)
        {
            _fragments.Remove(tsn, out var fragment);
            HeldBytes -= fragment!.Payload.Length;
            if (payload.Length > 0)
            {
                fragment.Payload.CopyTo(payload, offset);
                offset += fragment.Payload.Length;
            }
        }

        Deliver(head, payload);
    }

    private void Deliver(Fragment head, byte[] payload)
    {
        var message = new SctpMessage(head.StreamId, head.PayloadProtocol, payload);
        if (head.Unordered)
        {
            Hand(message);
            return;
        }

        if (StreamOf(head.StreamId) is not { } stream || (short)(head.StreamSequence - stream.Next) < 0)
        {
            return;
        }

        if (stream.Held.TryAdd(head.StreamSequence, message))
        {
            HeldBytes += payload.Length;
            _messagesHeld++;
        }

        Release(head.StreamId, stream);
    }

    private void Release(ushort streamId, OrderedStream stream)
    {
        while (stream.Held.Remove(stream.Next, out var message))
        {
            HeldBytes -= message.Payload.Length;
            _messagesHeld--;
            stream.Next++;
            Hand(message);
        }
    }

    // A message over the limit came out empty from Join: it takes its place in the order and is not handed on.
    private void Hand(SctpMessage message)
    {
        if (message.Payload.Length is > 0 && message.Payload.Length <= maxMessage)
        {
            _ready.Enqueue(message);
        }
    }

    private OrderedStream? StreamOf(ushort id)
    {
        if (!_streams.TryGetValue(id, out var stream) && _streams.Count < MaxStreams)
        {
            _streams[id] = stream = new OrderedStream();
        }

        return stream;
    }

    private sealed record Fragment(byte Flags, ushort StreamId, ushort StreamSequence, uint PayloadProtocol, byte[] Payload)
    {
        internal bool Begins => (Flags & DataChunk.BeginFlag) != 0;

        internal bool Ends => (Flags & DataChunk.EndFlag) != 0;

        internal bool Unordered => (Flags & DataChunk.UnorderedFlag) != 0;
    }

    private sealed class OrderedStream
    {
        internal ushort Next { get; set; }

        internal Dictionary<ushort, SctpMessage> Held { get; } = [];
    }
}
