using Switchroom.Rooms.Forwarding;

namespace Switchroom.Rooms.Tests.Forwarding;

public sealed class AudioForwarderTests
{
    private readonly AudioForwarder _forwarder = new();
    private LayerClock _source = new(48_000);

    [Fact]
    public void SendsAllUnderTheirOwnNumbersAndLeavesNoGapForPadding()
    {
        Assert.Equal((10, 960u), Sent(10, 960, 1));
        _forwarder.Decide(11, 1_920, isPadding: true, _source, TimeSpan.FromSeconds(1.02));
        Assert.Equal((11, 2_880u), Sent(12, 2_880, 1.04));
    }

    [Fact]
    public void GoesOnInTheSameNumbersWhenTheSoundGoesOnInAnotherStream()
    {
        Sent(50_000, 960, 1);
        _source = new LayerClock(48_000);

        Assert.Equal((50_001, 960u + 24_000), Sent(20_000, 7_000_000, 1.5));
        Assert.Equal((50_002, 960u + 24_960), Sent(20_001, 7_000_960, 1.52));
    }

    private (int Sequence, uint Timestamp) Sent(ushort sequence, uint timestamp, double second)
    {
        var decision = _forwarder.Decide(sequence, timestamp, isPadding: false, _source, TimeSpan.FromSeconds(second));
        Assert.True(decision.IsSent);
        return (decision.SequenceNumber, decision.Timestamp);
    }
}
