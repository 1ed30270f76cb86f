using Switchroom.Rtp.Jitter;

namespace Switchroom.Rtp.Tests.Jitter;

public sealed class JitterSlotsTests
{
    private readonly JitterSlots _slots = new();

    [Fact]
    public void HoldsABurstAsLargeAsItsCapacity()
    {
        // Sequence numbers that fall into one place of a small ring come first: it must not take one for the other while it grows.
        long[] sequences = [.. Enumerable.Range(0, JitterSlots.Capacity).Select(i => 1000L + (i % 8 * 8) + (i / 8))];
        foreach (var sequence in sequences)
        {
            Assert.True(_slots.HasRoomFor(sequence));
            Fill(sequence);
        }

        Assert.All(sequences, sequence =>
        {
            Assert.True(_slots.Holds(sequence));
            Assert.Equal((byte)sequence, _slots[sequence].Payload[0]);
        });
        Assert.False(_slots.HasRoomFor(1000 + JitterSlots.Capacity));
    }

    [Fact]
    public void HoldsNothingAfterItWasEmptied()
    {
        for (var sequence = 0; sequence < JitterSlots.Capacity; sequence++)
        {
            Fill(sequence);
        }

        _slots.Clear();

        Assert.All(Enumerable.Range(0, JitterSlots.Capacity), sequence => Assert.False(_slots.Holds(sequence)));
        Fill(7);
        Assert.True(_slots.Holds(7));
        Assert.False(_slots.Holds(7 + JitterSlots.Capacity));
    }

    private void Fill(long sequence) => _slots.Fill(sequence, 160 * sequence, new JitterPacket
    {
        SequenceNumber = (ushort)sequence,
        Timestamp = (uint)(160 * sequence),
        Duration = 160,
        Payload = [(byte)sequence],
    });
}
