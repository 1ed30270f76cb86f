using Switchroom.Rooms.Phone;
using Switchroom.Rtp.Negotiation;
using Switchroom.TestKit;

namespace Switchroom.Rooms.Tests.Phone;

/// <summary>What a far end says of the Opus that it wants (RFC 7587 section 6.1) is what it is sent.</summary>
public sealed class OpusWishesTests : IDisposable
{
    private readonly PhoneRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Fact]
    public void EqualPackets()
    {
        var (_, phone) = Talk("cbr=1;maxaveragebitrate=20000");

        Assert.All(phone.PayloadsHeard.TakeLast(100), payload => Assert.Equal(50, payload.Length));
    }

    [Fact]
    public void FewBits()
    {
        var (_, phone) = Talk("maxaveragebitrate=12000");

        Assert.InRange(phone.PayloadsHeard.TakeLast(100).Average(payload => payload.Length), 10, 36);
    }

    /// <summary>RFC 6716 table 2 says how wide a configuration is.</summary>
    [Theory]
    [InlineData(8_000, 0, 16)]
    [InlineData(12_000, 4, 16)]
    [InlineData(16_000, 8, 20)]
    [InlineData(24_000, 12, 24)]
    public void NoMoreThanTheyPlay(int rate, int silkOrHybrid, int celt)
    {
        var (_, phone) = Talk($"maxplaybackrate={rate}");

        Assert.All(phone.PayloadsHeard.TakeLast(100), payload =>
        {
            var configuration = payload[0] >> 3;
            var isHybrid = configuration is >= 12 and < 16;
            Assert.True(configuration < 16 ? configuration < silkOrHybrid + (isHybrid ? 2 : 4) : configuration < celt + 4, $"{configuration}");
        });
    }

    [Fact]
    public void NoSilence()
    {
        var (_, other) = _room.Call(900);
        var (_, phone) = Call("usedtx=1");
        other.Talks = false;
        _room.Run(3);
        var before = phone.HeadersHeard.Count;

        _room.Run(8);

        Assert.InRange(phone.HeadersHeard.Count - before, 19, 21);
        Assert.All(phone.PayloadsHeard.Skip(before), payload => Assert.Single(payload));
        Assert.All(phone.Heard.TakeLast(8 * phone.SampleRate), sample => Assert.InRange(sample, -64, 64));

        other.Talks = true;
        _room.Run(2);
        Assert.InRange(ToneMeter.AmplitudeAt(phone.Heard.TakeLast(phone.SampleRate).ToArray(), phone.SampleRate, 900), 3000, 9800);
        Assert.InRange(phone.HeadersHeard.TakeLast(90).Count(header => header.Marker), 0, 0);
    }

    [Fact]
    public void RedundancyAsMuchAsTheyLose()
    {
        var (leg, _) = Call("useinbandfec=1");
        _room.Call(900);
        Assert.True(leg.Format!.Value.Opus.Fec);
        _room.Run(20);
        Assert.Equal(0, leg.ExpectedLoss);

        _room.Network.DefaultLink = new LinkProfile { Delay = TimeSpan.FromMilliseconds(30), Loss = 0.15 };
        _room.Run(20);
        Assert.InRange(leg.ExpectedLoss, 5, 25);

        _room.Network.DefaultLink = new LinkProfile { Delay = TimeSpan.FromMilliseconds(30) };
        _room.Run(20);
        Assert.Equal(0, leg.ExpectedLoss);
    }

    [Fact]
    public void NothingThatTheyDoNotSay()
    {
        var (leg, _) = Call(null);

        Assert.Equal(default, leg.Format!.Value.Opus);
    }

    private (PhoneLeg Leg, TestPhone Phone) Talk(string parameters)
    {
        _room.Call(900);
        var call = Call(parameters);
        _room.Run(4);
        return call;
    }

    private (PhoneLeg Leg, TestPhone Phone) Call(string? parameters) => _room.Call(
        600,
        options => options with { AudioCodecs = ["OPUS"] },
        new AudioOptions(PhoneRoom.PhoneAddress(0)) { Codecs = [AudioEncoding.Opus with { Parameters = parameters }] });
}
