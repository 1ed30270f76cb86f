using Switchroom.TestKit;

namespace Switchroom.Rooms.Tests.Mixing;

public class MixAllocationTests
{
    [Theory]
    [InlineData("PCMU")]
    [InlineData("G722")]
    [InlineData("OPUS")]
    public void ATickAllocatesNothingHoweverManyTalk(string format)
    {
        using var room = new MixRoom();
        for (var i = 0; i < 40; i++)
        {
            room.Add(MixRoom.FormatNamed(format), 400 + (i * 20), 3000).Records = false;
        }

        room.Run(100);
        Assert.Equal(0, Allocations.InSteadyState(() => room.Run(100)));
    }

    [Fact]
    public void ComingAndGoingTalkersAllocateNothingEither()
    {
        using var room = new MixRoom();
        for (var i = 0; i < 20; i++)
        {
            room.Add(MixRoom.G722, 400 + (i * 20), 0).Records = false;
        }

        Turns(room, 40);
        Assert.Equal(0, Allocations.InSteadyState(() => Turns(room, 40)));
    }

    private static void Turns(MixRoom room, int turns)
    {
        for (var turn = 0; turn < turns; turn++)
        {
            for (var i = 0; i < 20; i++)
            {
                room.Phones[i].Amplitude = (i + turn) % 5 == 0 ? 4000 : 0;
            }

            room.Run(20);
        }
    }
}
