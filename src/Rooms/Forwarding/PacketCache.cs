namespace Switchroom.Rooms.Forwarding;

/// <summary>
/// The latest packets of one incoming stream, kept once for all its subscribers' retransmissions. A ring of bytes: when it is full the oldest go.
/// </summary>
internal sealed class PacketCache
{
    private readonly byte[] _bytes;
    private readonly Entry[] _entries;
    private long _written;

    /// <param name="capacity">Octets kept.</param>
    /// <param name="packets">Packets kept, a power of two.</param>
    public PacketCache(int capacity, int packets)
    {
        _bytes = new byte[capacity];
        _entries = new Entry[packets];
        Array.Fill(_entries, new Entry(-1, 0, 0, 0, false));
    }

    public void Add(ushort sequenceNumber, ReadOnlySpan<byte> payload, bool marker, byte payloadType)
    {
        if (payload.IsEmpty || payload.Length > _bytes.Length)
        {
            return;
        }

        var start = (int)(_written % _bytes.Length);
        if (_bytes.Length - start < payload.Length)
        {
            // No packet lies over the end; what is skipped there counts as written.
            _written += _bytes.Length - start;
            start = 0;
        }

        payload.CopyTo(_bytes.AsSpan(start));
        _entries[sequenceNumber & (_entries.Length - 1)] = new Entry(_written, sequenceNumber, (ushort)payload.Length, payloadType, marker);
        _written += payload.Length;
    }

    /// <summary>A packet's payload, if it is still there.</summary>
    public bool TryGet(ushort sequenceNumber, out ReadOnlySpan<byte> payload, out bool marker, out byte payloadType)
    {
        var entry = _entries[sequenceNumber & (_entries.Length - 1)];
        (marker, payloadType) = (entry.Marker, entry.PayloadType);
        if (entry.At < 0 || entry.SequenceNumber != sequenceNumber || entry.At < _written - _bytes.Length)
        {
            payload = default;
            return false;
        }

        payload = _bytes.AsSpan((int)(entry.At % _bytes.Length), entry.Length);
        return true;
    }

    private readonly record struct Entry(long At, ushort SequenceNumber, ushort Length, byte PayloadType, bool Marker);
}
