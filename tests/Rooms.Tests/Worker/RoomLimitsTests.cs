using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Tests.Worker;

public sealed class RoomLimitsTests : IDisposable
{
    private readonly WorkerUnderTest _test = new();

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(65)]
    public void RefusesMoreTalkersThanAMixCanHoldAndFewerThanOne(int talkers)
    {
        var result = _test.Worker.Handle(new CreateRoom(new RoomConfig { RoomId = "RM_other", Name = "other", MaxMixedTalkers = talkers }), _test.Now);

        Assert.Equal(CommandRefusal.BadArgument, result.Refusal);
        Assert.Equal($"MaxMixedTalkers is {talkers}; it must be from 1 to 64", result.Detail);
        Assert.False(_test.Worker.Snapshots.ContainsKey("RM_other"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public void TakesAnyNumberOfTalkersThatAMixCanHold(int talkers) =>
        _test.Must(new CreateRoom(new RoomConfig { RoomId = "RM_other", Name = "other", MaxMixedTalkers = talkers }));
}
