using Switchroom.Rooms.Mixing;

namespace Switchroom.Rooms.Tests.Mixing;

public class SharedEncodeTests
{
    public static TheoryData<string> Formats => ["PCMU", "G722", "OPUS"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void ThreePhonesWithOneTalkerCostOneEncode(string format)
    {
        using var room = RoomOf(3, talking: 1, MixRoom.FormatNamed(format));
        room.Run(50);
        Assert.Equal(1, room.EncodesInATick());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void ThreePhonesAllTalkingCostThree(string format)
    {
        using var room = RoomOf(3, talking: 3, MixRoom.FormatNamed(format));
        room.Run(50);
        Assert.Equal(3, room.EncodesInATick());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void ThreeHundredPhonesWithThreeTalkersCostFour(string format)
    {
        using var room = RoomOf(300, talking: 3, MixRoom.FormatNamed(format));
        room.Run(50);
        Assert.Equal(4, room.EncodesInATick());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void ThreeHundredPhonesAllTalkingCostNine(string format)
    {
        using var room = RoomOf(300, talking: 300, MixRoom.FormatNamed(format));
        room.Run(50);
        Assert.Equal(9, room.EncodesInATick());
    }

    [Fact]
    public void EachFormatCostsItsOwnEncode()
    {
        using var room = new MixRoom();
        for (var i = 0; i < 40; i++)
        {
            room.Add(i % 2 == 0 ? MixRoom.Pcmu : MixRoom.Pcma, 400 + (i * 50), i < 3 ? 4000 : 0).Records = false;
        }

        // Both full mixes, and one for each of the three talkers.
        room.Run(50);
        Assert.Equal(5, room.EncodesInATick());
    }

    [Fact]
    public void ListenersWithEqualRulesShareAnEncode()
    {
        using var room = RoomOf(20, talking: 2, MixRoom.G722);
        for (var i = 10; i < 20; i++)
        {
            room.Mix.SetExcluded(i.ToString(), ["0"]);
        }

        // Everybody's; the ten's without the first talker, which is also what the first talker hears; the second talker's.
        room.Run(60);
        Assert.Equal(3, room.EncodesInATick());
    }

    [Fact]
    public void ARoomNobodySpeaksInEncodesNothing()
    {
        using var room = RoomOf(300, talking: 0, MixRoom.Opus);
        room.Run(20);
        Assert.Equal(0, room.EncodesInATick());
        Assert.All(room.Phones, phone => Assert.True(phone.SilentPackets > 0));
    }

    [Fact]
    public void ARoomWithOneParticipantMixesAndReadsNothing()
    {
        using var room = RoomOf(1, talking: 1, MixRoom.Opus);
        room.Run(50);
        Assert.Equal(0, room.Phones[0].Reads);
        Assert.Equal(50, room.Phones[0].Skips);
        Assert.Equal(0, room.EncodesInATick());
    }

    [Fact]
    public void WithoutListenersNothingIsReadOrEncoded()
    {
        using var room = RoomOf(5, talking: 5, MixRoom.Pcmu);
        room.Phones.ForEach(phone => phone.Wants = null);
        room.Run(50);
        Assert.Equal((0L, 0L), (room.Mix.Counters.Reads, room.Mix.Counters.Encodes));
    }

    [Fact]
    public void OnlyTheLoudestOfThoseThatSayTheirLevelAreDecoded()
    {
        using var room = RoomOf(30, talking: 30, MixRoom.Opus);
        for (var i = 0; i < 30; i++)
        {
            room.Phones[i].Hint = (byte)(i < 8 ? 20 : i < 20 ? 40 : 127);
        }

        room.Run(50);
        Assert.All(room.Phones[..8], phone => Assert.Equal((50, 0), (phone.Reads, phone.Skips)));
        Assert.All(room.Phones[8..], phone => Assert.Equal((0, 50), (phone.Reads, phone.Skips)));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(40)]
    [InlineData(60)]
    public void EveryPacketTimeGetsAllOfTheSound(int milliseconds)
    {
        using var room = new MixRoom();
        var talker = room.Add(MixRoom.Pcmu, 440);
        var listener = room.Add(MixRoom.Pcmu with { PacketMilliseconds = milliseconds }, 700, 0);
        room.Run(150);
        Assert.Equal(3000 / milliseconds, listener.Packets + listener.SilentPackets);
        Assert.Equal(24000, listener.Heard.Count);
        Assert.True(ToneMeter.ResidueDecibels(listener.Last(1000), 8000, talker.Frequency) < -30);
        Assert.Equal(150, talker.Packets + talker.SilentPackets);
    }

    private static MixRoom RoomOf(int phones, int talking, MixFormat format)
    {
        var room = new MixRoom();
        for (var i = 0; i < phones; i++)
        {
            room.Add(format, 400 + (i * 9), i < talking ? 3000 : 0).Records = false;
        }

        return room;
    }
}
