using Switchroom.Rooms.Mixing;

namespace Switchroom.Rooms.Tests.Mixing;

public sealed class OpusRedundancyTests : IDisposable
{
    private static readonly MixFormat WithFec = MixRoom.Opus with { Opus = new OpusWishes { Fec = true } };
    private readonly MixRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Fact]
    public void FollowsTheListenerThatLosesMost()
    {
        var talker = _room.Add(MixRoom.Pcmu, 440);
        var (one, other) = (_room.Add(WithFec, 700, 0), _room.Add(WithFec, 800, 0));
        Say(talker);
        Assert.Equal(0, Redundant(one));

        other.ExpectedLoss = 20;
        Say(talker);
        Assert.Equal(one.Payloads[^1], other.Payloads[^1]);
        Assert.InRange(Redundant(one), 20, 100);

        other.ExpectedLoss = 0;
        Say(talker);
        Assert.Equal(0, Redundant(one));
    }

    [Fact]
    public void IsNotForThoseThatMakeNoUseOfIt()
    {
        var talker = _room.Add(MixRoom.Pcmu, 440);
        var listener = _room.Add(MixRoom.Opus, 700, 0);
        listener.ExpectedLoss = 20;

        Say(talker);

        Assert.Equal(0, Redundant(listener));
    }

    /// <summary>Four seconds of syllables: what sounds evenly is no speech to the codec, and is not sent twice.</summary>
    private void Say(MixPhone talker)
    {
        for (var syllable = 0; syllable < 20; syllable++)
        {
            talker.Amplitude = 9000;
            _room.Run(6);
            talker.Amplitude = 200;
            _room.Run(4);
        }
    }

    /// <summary>Of the last 100 packets those that carry the one before: the second bit of a SILK frame of one channel (RFC 6716 section 4.2.4).</summary>
    private static int Redundant(MixPhone phone) => phone.Payloads.TakeLast(100).Count(payload => payload.Length > 1 && payload[0] >> 3 < 16 && (payload[1] & 0x40) != 0);
}
