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
        Array.Fill(_entries, new Entry(-1, 0, 0, 0, 0, false));
    }

    public void Add(ushort sequenceNumber, ReadOnlySpan<byte> dependencyDescriptor, ReadOnlySpan<byte> payload, bool marker, byte payloadType)
    {
        var length = dependencyDescriptor.Length + payload.Length;
        if (payload.IsEmpty || length > _bytes.Length)
        {
            return;
        }

        var start = (int)(_written % _bytes.Length);
        if (_bytes.Length - start < length)
        {
            // No packet lies over the end; what is skipped there counts as written.
            _written += _bytes.Length - start;
            start = 0;
        }

        dependencyDescriptor.CopyTo(_bytes.AsSpan(start));
        payload.CopyTo(_bytes.AsSpan(start + dependencyDescriptor.Length));
        _entries[sequenceNumber & (_entries.Length - 1)] =
            new Entry(_written, sequenceNumber, (ushort)length, (byte)dependencyDescriptor.Length, payloadType, marker);
        _written += length;
    }

    /// <summary>A packet, if it is still there.</summary>
    public bool TryGet(ushort sequenceNumber, out CachedPacket packet)
    {
        packet = default;
        var entry = _entries[sequenceNumber & (_entries.Length - 1)];
        if (entry.At < 0 || entry.SequenceNumber != sequenceNumber || entry.At < _written - _bytes.Length)
        {
            return false;
        }

        var bytes = _bytes.AsSpan((int)(entry.At % _bytes.Length), entry.Length);
        packet = new CachedPacket
        {
            DependencyDescriptor = bytes[..entry.DescriptorLength],
            Payload = bytes[entry.DescriptorLength..],
            Marker = entry.Marker,
            PayloadType = entry.PayloadType,
        };
        return true;
    }

    private readonly record struct Entry(long At, ushort SequenceNumber, ushort Length, byte DescriptorLength, byte PayloadType, bool Marker);
}

/// <summary>A packet as it came; valid until the next is kept.</summary>
internal readonly ref struct CachedPacket
{
    /// <summary>Empty without one.</summary>
    public ReadOnlySpan<byte> DependencyDescriptor { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    public bool Marker { get; init; }

    public byte PayloadType { get; init; }
}
