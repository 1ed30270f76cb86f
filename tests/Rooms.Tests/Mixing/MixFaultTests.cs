namespace Switchroom.Rooms.Tests.Mixing;

public class MixFaultTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WhoThrowsIsToldOnceAndLeftOutAndTheOthersHearEachOther(bool whileItSpeaks)
    {
        using var room = new MixRoom();
        var (one, faulty, other) = (room.Add(MixRoom.Pcmu, 440), room.Add(MixRoom.Pcmu, 900), room.Add(MixRoom.Pcmu, 1300));
        room.Run(50);
        (faulty.FailsToSpeak, faulty.FailsToHear) = (whileItSpeaks, !whileItSpeaks);

        room.Run(50);

        Assert.True(room.Mix.TryTakeFault(out var fault));
        Assert.Equal((room.IdOf(faulty), "a defect"), (fault.Id, fault.Exception.Message));
        Assert.False(room.Mix.TryTakeFault(out _));
        var (reads, packets) = (faulty.Reads, faulty.Packets);
        room.Run(50);
        Assert.True(whileItSpeaks ? faulty.Reads == reads : faulty.Packets == packets);
        Assert.InRange(one.AmplitudeOf(1300), 5000, 9500);
        Assert.InRange(other.AmplitudeOf(440), 5000, 9500);
        Assert.Equal(!whileItSpeaks, one.AmplitudeOf(900) > 5000);

        room.Mix.RemoveSource(fault.Id);
        room.Mix.RemoveListener(fault.Id);
        room.Run(50);
        Assert.InRange(one.AmplitudeOf(1300), 5000, 9500);
    }

    [Fact]
    public void ATalkerThatThrowsGivesItsPlaceBack()
    {
        using var room = new MixRoom(new() { MaxTalkers = 2 });
        var faulty = room.Add(MixRoom.Pcmu, 900);
        room.Add(MixRoom.Pcmu, 440);
        room.Run(50);
        var late = room.Add(MixRoom.Pcmu, 1300);
        faulty.FailsToSpeak = true;

        room.Run(50);

        Assert.True(room.Mix.IsHeard(room.IdOf(late)));
    }
}
