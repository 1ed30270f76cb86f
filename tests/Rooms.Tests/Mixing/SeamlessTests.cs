using Switchroom.Rooms.Mixing;

namespace Switchroom.Rooms.Tests.Mixing;

public class SeamlessTests
{
    public static TheoryData<string, double> Formats => new() { { "PCMU", -30 }, { "G722", -30 }, { "OPUS", -22 } };

    /// <summary>
    /// A listener that begins and ends to talk moves to a stream of its own and back. What it hears meanwhile is one steady tone: any break in it, of
    /// samples or of the codec's state, shows as energy beside the tone.
    /// </summary>
    [Theory]
    [MemberData(nameof(Formats))]
    public void TalkingDoesNotDisturbWhatOneHears(string format, double residue)
    {
        using var room = new MixRoom();
        var talker = room.Add(MixRoom.FormatNamed(format), 500);
        var listener = room.Add(MixRoom.FormatNamed(format), 1200, 0);
        room.Add(MixRoom.FormatNamed(format), 1700, 0);
        room.Run(50);
        for (var turn = 0; turn < 5; turn++)
        {
            listener.Amplitude = turn % 2 == 0 ? 6000 : 0;
            room.Run(60);
        }

        Assert.True(ToneMeter.ResidueDecibels(listener.Last(6000), listener.Format!.Value.SampleRate, talker.Frequency) < residue);
    }

    [Fact]
    public void AShortPauseIsNotCutAndWhatIsQuietIsNotHeard()
    {
        using var room = new MixRoom();
        var (talker, listener) = (room.Add(MixRoom.Pcmu, 440), room.Add(MixRoom.Pcmu, 700, 0));
        room.Run(50);
        talker.Amplitude = 60;
        room.Run(10);
        Assert.InRange(listener.AmplitudeOf(440, 100), 45, 75);
        room.Run(20);
        Assert.All(listener.Last(100).ToArray(), sample => Assert.InRange(sample, -8, 8));
    }

    [Fact]
    public void ALouderTalkerTakesThePlaceOfTheQuietestWithoutAStep()
    {
        using var room = new MixRoom(new MixOptions { MaxTalkers = 2 });
        var (quiet, middle) = (room.Add(MixRoom.Pcmu, 200, 1500), room.Add(MixRoom.Pcmu, 310, 3000));
        var (loud, listener) = (room.Add(MixRoom.Pcmu, 420, 0), room.Add(MixRoom.Pcmu, 530, 0));
        room.Run(50);
        loud.Amplitude = 6000;
        room.Run(50);
        Assert.Equal((false, true, true), (room.Mix.IsHeard(room.IdOf(quiet)), room.Mix.IsHeard(room.IdOf(middle)), room.Mix.IsHeard(room.IdOf(loud))));

        // The steepest of the three tones together.
        var steepest = 2 * Math.PI * ((200 * 1500) + (310 * 3000) + (420 * 6000)) / 8000 * 1.2;
        var heard = listener.Last(1500);
        for (var i = 1; i < heard.Length; i++)
        {
            Assert.True(Math.Abs(heard[i] - heard[i - 1]) < steepest, $"a step of {heard[i] - heard[i - 1]}");
        }
    }

    [Fact]
    public void EqualsDoNotTakeTurns()
    {
        using var room = new MixRoom(new MixOptions { MaxTalkers = 3 });
        for (var i = 0; i < 12; i++)
        {
            room.Add(MixRoom.Pcmu, 300 + (i * 100), 3000 + (i * 150)).Records = false;
        }

        room.Run(1);
        var heard = room.Phones.Where(phone => room.Mix.IsHeard(room.IdOf(phone))).ToList();
        room.Run(500);
        Assert.Equal(heard, room.Phones.Where(phone => room.Mix.IsHeard(room.IdOf(phone))));
    }

    [Theory]
    [InlineData("PCMU")]
    [InlineData("G722")]
    public void TenLoudTalkersAreNotClipped(string format)
    {
        using var room = new MixRoom(new MixOptions { MaxTalkers = 10 });
        double[] tones = [310, 430, 550, 670, 810, 950, 1130, 1330, 1570, 1870];
        foreach (var tone in tones)
        {
            room.Add(MixRoom.FormatNamed(format), tone, 20000).Records = false;
        }

        var listener = room.Add(MixRoom.FormatNamed(format), 2500, 0);
        room.Run(200);
        Assert.True(ToneMeter.ResidueDecibels(listener.Last(1000), listener.Format!.Value.SampleRate, tones) < -20);
        Assert.InRange(listener.Last(1000).ToArray().Max(Math.Abs), 15000, 32200);
    }

    [Fact]
    public void AnHourOfTicksLosesAndAddsNothing()
    {
        using var room = new MixRoom();
        var (talker, listener) = (room.Add(MixRoom.Pcmu, 440), room.Add(MixRoom.Pcmu with { PacketMilliseconds = 30 }, 700, 0));
        (talker.Records, listener.Records) = (false, false);
        room.Run(180_000);
        Assert.Equal(120_000, listener.Packets + listener.SilentPackets);
        Assert.Equal(180_000, talker.Packets + talker.SilentPackets);
        Assert.Equal(180_000, talker.Reads);
    }
}
