using Switchroom.Rooms.Mixing;

namespace Switchroom.Rooms.Tests.Mixing;

public class WhoHearsWhomTests
{
    public static TheoryData<string> Formats => ["PCMU", "PCMA", "G722", "OPUS/8", "OPUS"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void ThreePhonesHearTheOthersAndNotThemselves(string format)
    {
        using var room = new MixRoom();
        foreach (var frequency in (double[])[440, 700, 1100])
        {
            room.Add(MixRoom.FormatNamed(format), frequency);
        }

        room.Run(100);
        AssertEverybodyHears(room, room.Phones, 8000);
    }

    [Fact]
    public void PhonesOfEveryCodecHearEachOther()
    {
        using var room = new MixRoom();
        var frequency = 350.0;
        foreach (var format in (MixFormat[])[MixRoom.Pcmu, MixRoom.Pcma, MixRoom.G722, MixRoom.NarrowOpus, MixRoom.Opus])
        {
            room.Add(format, frequency, 5000);
            frequency += 310;
        }

        room.Run(100);
        Assert.Equal(48000, room.Mix.SampleRate);
        AssertEverybodyHears(room, room.Phones, 5000);
    }

    [Fact]
    public void ThreeHundredPhonesHearTheEightLoudest()
    {
        using var room = new MixRoom();
        for (var i = 0; i < 300; i++)
        {
            // The eight loudest are spread over the room; the others are 10 dB below them.
            var loud = i % 37 == 5 && i < 8 * 37;
            room.Add(MixRoom.Pcmu, loud ? 400 + (i / 37 * 150) : 2000 + i, loud ? 3000 : 950);
        }

        room.Run(60);
        var talkers = room.Phones.Where(phone => phone.Amplitude == 3000).ToList();
        Assert.Equal(8, talkers.Count);
        Assert.Equal(talkers, room.Phones.Where(phone => room.Mix.IsHeard(room.IdOf(phone))));
        AssertEverybodyHears(room, talkers, 3000, milliseconds: 200);
    }

    [Fact]
    public void AtMostEightAreHeardHoweverManyTalk()
    {
        using var room = new MixRoom();
        for (var i = 0; i < 300; i++)
        {
            room.Add(MixRoom.Pcmu, 400 + (i * 8), 2000).Records = false;
        }

        room.Run(50);
        Assert.Equal(8, room.Phones.Count(phone => room.Mix.IsHeard(room.IdOf(phone))));
    }

    [Fact]
    public void ExcludedSourcesAreNotHeardAndOthersAre()
    {
        using var room = new MixRoom();
        var (a, b, c, d) = (room.Add(MixRoom.Pcmu, 440), room.Add(MixRoom.Pcmu, 700), room.Add(MixRoom.Pcmu, 1100, 0), room.Add(MixRoom.Pcmu, 1500, 0));
        room.Mix.SetExcluded(room.IdOf(c), [room.IdOf(a)]);
        room.Run(100);
        AssertHears(c, 700, 8000);
        AssertDoesNotHear(c, 440, 8000);
        AssertHears(d, 440, 8000);
        AssertHears(d, 700, 8000);
        room.Mix.SetExcluded(room.IdOf(c), []);
        room.Run(100);
        AssertHears(c, 440, 8000);
        AssertHears(b, 440, 8000);
    }

    [Fact]
    public void TheDeafHearNothingAndTheMutedAreNotHeard()
    {
        using var room = new MixRoom();
        var (a, b, c) = (room.Add(MixRoom.Pcmu, 440), room.Add(MixRoom.Pcmu, 700), room.Add(MixRoom.Pcmu, 1100));
        room.Mix.SetDeaf(room.IdOf(a), true);
        room.Mix.SetMuted(room.IdOf(b), true);
        room.Run(100);
        Assert.All(a.Last(500).ToArray(), sample => Assert.InRange(sample, -8, 8));
        AssertDoesNotHear(c, 700, 8000);
        AssertHears(c, 440, 8000);
        AssertHears(b, 1100, 8000);
        room.Mix.SetDeaf(room.IdOf(a), false);
        room.Mix.SetMuted(room.IdOf(b), false);
        room.Run(100);
        AssertHears(a, 700, 8000);
    }

    [Fact]
    public void WhoIsDeafFromTheStartIsSentSilence()
    {
        using var room = new MixRoom();
        var phone = room.Add(MixRoom.Pcmu, 440);
        room.Mix.SetDeaf(room.IdOf(phone), true);
        room.Run(50);
        Assert.Equal(50, phone.Packets + phone.SilentPackets);
    }

    [Fact]
    public void GainMakesASourceLouderForEverybody()
    {
        using var room = new MixRoom();
        var (a, b) = (room.Add(MixRoom.Pcmu, 440, 4000), room.Add(MixRoom.Pcmu, 700, 0));
        room.Mix.SetGain(room.IdOf(a), 0.5);
        room.Run(60);
        AssertHears(b, 440, 2000);
        room.Mix.SetGain(room.IdOf(a), 2);
        room.Run(60);
        AssertHears(b, 440, 8000);
    }

    [Fact]
    public void WhoLeavesIsNoLongerHeard()
    {
        using var room = new MixRoom();
        var (a, b, c) = (room.Add(MixRoom.Pcmu, 440), room.Add(MixRoom.Pcmu, 700), room.Add(MixRoom.Pcmu, 1100));
        room.Run(50);
        room.Mix.RemoveSource(room.IdOf(a));
        room.Mix.RemoveListener(room.IdOf(a));
        var packets = a.Packets;
        room.Run(50);
        Assert.Equal(packets, a.Packets);
        AssertDoesNotHear(c, 440, 8000);
        AssertHears(c, 700, 8000);
        AssertHears(b, 1100, 8000);
    }

    [Fact]
    public void AListenerOnHoldGetsNothingAndThenHearsAgain()
    {
        using var room = new MixRoom();
        var (_, b, _) = (room.Add(MixRoom.G722, 440), room.Add(MixRoom.G722, 700), room.Add(MixRoom.G722, 1100));
        room.Run(50);
        b.Wants = null;
        var packets = b.Packets + b.SilentPackets;
        room.Run(50);
        Assert.Equal(packets, b.Packets + b.SilentPackets);
        b.Wants = MixRoom.G722;
        room.Run(50);
        AssertHears(b, 440, 8000);
        AssertDoesNotHear(b, 700, 8000);
    }

    private static void AssertEverybodyHears(MixRoom room, IReadOnlyList<MixPhone> talkers, double amplitude, int milliseconds = 500)
    {
        foreach (var listener in room.Phones)
        {
            foreach (var talker in talkers)
            {
                if (talker == listener)
                {
                    AssertDoesNotHear(listener, talker.Frequency, amplitude, milliseconds);
                }
                else
                {
                    AssertHears(listener, talker.Frequency, amplitude, milliseconds);
                }
            }
        }
    }

    private static void AssertHears(MixPhone listener, double frequency, double amplitude, int milliseconds = 500) =>
        Assert.InRange(listener.AmplitudeOf(frequency, milliseconds), 0.75 * amplitude, 1.25 * amplitude);

    private static void AssertDoesNotHear(MixPhone listener, double frequency, double amplitude, int milliseconds = 500) =>
        Assert.InRange(listener.AmplitudeOf(frequency, milliseconds), 0, 0.05 * amplitude);
}
