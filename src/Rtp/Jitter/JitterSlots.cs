namespace Switchroom.Rtp.Jitter;

/// <summary>
/// The places of a jitter buffer, by sequence number. Payloads are copied into arrays that are used again, the latest first: no more than wait at once, and
/// those are still in the processor's cache.
/// </summary>
internal sealed class JitterSlots
{
    /// <summary>Places at most.</summary>
    public const int Capacity = 64;

    /// <summary>Places that an even stream needs, and more: the others come with the first burst.</summary>
    private const int FirstCapacity = 8;

    /// <summary>Arrays that a buffer keeps after it began anew: what a burst needed is given back.</summary>
    private const int KeptArrays = 4;

    private const int Granularity = 128;

    private JitterSlot[] _slots = new JitterSlot[FirstCapacity];
    private byte[][] _free = new byte[KeptArrays][];
    private int _freeCount;

    /// <summary>The place of a sequence number, which may hold another one.</summary>
    public ref JitterSlot this[long sequence] => ref _slots[sequence & (_slots.Length - 1)];

    /// <summary>Whether that packet waits.</summary>
    public bool Holds(long sequence)
    {
        ref var slot = ref this[sequence];
        return slot.IsUsed && slot.Sequence == sequence;
    }

    /// <summary>Whether that packet's place is free, or can be made.</summary>
    public bool HasRoomFor(long sequence)
    {
        while (this[sequence].IsUsed && _slots.Length < Capacity)
        {
            Grow();
        }

        return !this[sequence].IsUsed;
    }

    /// <summary>Puts a packet into its place; what was there is gone when all places are there already.</summary>
    public void Fill(long sequence, long timestamp, in JitterPacket packet)
    {
        HasRoomFor(sequence);
        ref var slot = ref this[sequence];
        if (!slot.IsUsed)
        {
            slot.Bytes = _freeCount > 0 ? _free[--_freeCount] : [];
        }

        (slot.IsUsed, slot.Sequence, slot.Timestamp) = (true, sequence, timestamp);
        (slot.PayloadType, slot.Duration, slot.IsPlaceholder) = (packet.PayloadType, packet.Duration, packet.IsPlaceholder);
        slot.Length = packet.Payload.Length;
        if (slot.Bytes.Length < slot.Length)
        {
            slot.Bytes = new byte[(slot.Length + Granularity - 1) / Granularity * Granularity];
        }

        packet.Payload.CopyTo(slot.Bytes);
    }

    /// <summary>Empties a place; its payload stays readable until the next <see cref="Fill"/>.</summary>
    public void Clear(ref JitterSlot slot)
    {
        slot.IsUsed = false;
        if (_freeCount == _free.Length)
        {
            Array.Resize(ref _free, 2 * _free.Length);
        }

        _free[_freeCount++] = slot.Bytes;
    }

    /// <summary>Empties all places.</summary>
    public void Clear()
    {
        foreach (ref var slot in _slots.AsSpan())
        {
            if (slot.IsUsed)
            {
                Clear(ref slot);
            }
        }

        if (_free.Length > KeptArrays)
        {
            Array.Resize(ref _free, KeptArrays);
            _freeCount = Math.Min(_freeCount, KeptArrays);
        }

        if (_slots.Length > FirstCapacity)
        {
            _slots = new JitterSlot[FirstCapacity];
        }
    }

    private void Grow()
    {
        var before = _slots;
        _slots = new JitterSlot[2 * before.Length];
        foreach (ref var slot in before.AsSpan())
        {
            if (slot.IsUsed)
            {
                this[slot.Sequence] = slot;
            }
        }
    }
}
