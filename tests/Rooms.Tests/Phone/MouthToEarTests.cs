using Switchroom.Media.Codecs;
using Switchroom.TestKit;

namespace Switchroom.Rooms.Tests.Phone;

/// <summary>How long sound takes from one phone's microphone to the other's ear, through two whole legs and a mix (docs/AUDIO.md states the figures).</summary>
public sealed class MouthToEarTests : IDisposable
{
    private static readonly TimeSpan NetworkDelay = TimeSpan.FromMilliseconds(20);
    private readonly PhoneRoom _room = new();

    public static TheoryData<string> Codecs => [.. AudioCodec.All.Select(codec => codec.EncodingName)];

    public void Dispose() => _room.Dispose();

    /// <summary>20 ms to fill a packet, 20 ms of network each way, and what the jitter buffer and the wait for a tick add.</summary>
    [Theory]
    [MemberData(nameof(Codecs))]
    public void OnAnEvenNetworkLittleIsAdded(string encodingName)
    {
        var codec = AudioCodec.All.Single(codec => codec.EncodingName == encodingName);
        _room.Network.DefaultLink = LinkProfile.Clean with { Delay = NetworkDelay };
        var (one, two) = Call(codec, 1, codec, 1);

        _room.Run(60);

        foreach (var phone in new[] { one, two })
        {
            Assert.InRange(phone.Heard.Count, 55, 61);
            var delay = Median(phone.Heard.TakeLast(30)) - (2 * NetworkDelay);
            TestContext.Current.SendDiagnosticMessage($"{encodingName}: {delay.TotalMilliseconds:F1} ms besides the network");
            Assert.InRange(delay.TotalMilliseconds, 20, MostAdded(codec));
        }
    }

    /// <summary>Clocks 400 ppm apart part by 1.44 s in an hour, 72 packets: none of it may end up as delay or as gaps.</summary>
    [Fact]
    public void AnHourOfDriftLossAndJitterAddsNoDelay()
    {
        _room.Network.DefaultLink = LinkProfile.Clean with { Delay = NetworkDelay, Jitter = TimeSpan.FromMilliseconds(30), Loss = 0.01 };
        var (fast, slow) = Call(AudioCodec.Pcmu, 1 + 200e-6, AudioCodec.Pcmu, 1 - 200e-6);
        var concealed = new List<double>();
        for (var minute = 0; minute < 60; minute++)
        {
            var before = ConcealedSeconds();
            _room.Run(60);
            concealed.Add(ConcealedSeconds() - before);
        }

        foreach (var phone in new[] { fast, slow })
        {
            // Tones are lost with their packets now and then; the others are all there.
            Assert.InRange(phone.Heard.Count, 3400, 3601);
            var first = Median(phone.Heard.Where(heard => heard.At > TimeSpan.FromMinutes(1) && heard.At < TimeSpan.FromMinutes(6)));
            var last = Median(phone.Heard.Where(heard => heard.At > TimeSpan.FromMinutes(55)));
            TestContext.Current.SendDiagnosticMessage($"first {first.TotalMilliseconds:F1} ms, last {last.TotalMilliseconds:F1} ms, most {phone.Heard.Skip(60).Max(heard => heard.Delay).TotalMilliseconds:F1} ms");
            Assert.InRange((last - first).TotalMilliseconds, -20, 20);
            Assert.InRange(last.TotalMilliseconds, 80, 190);
            Assert.All(phone.Heard.Skip(60), heard => Assert.InRange(heard.Delay.TotalMilliseconds, 60, 260));
        }

        // Two legs that lose one packet in a hundred conceal 1.2 s in a minute; a burst of underruns would stand out.
        TestContext.Current.SendDiagnosticMessage($"concealed in a minute: {concealed.Average():F2} s, most {concealed.Max():F2} s");
        Assert.InRange(concealed.Average(), 0.9, 2.2);
        Assert.All(concealed.Skip(1), seconds => Assert.InRange(seconds, 0, 3.5));
    }

    private double ConcealedSeconds() => _room.Legs.Sum(leg => leg.Quality(_room.Simulation.Now).Concealed * _room.Simulation.Now.TotalSeconds);

    private static double MostAdded(AudioCodec codec) => codec == AudioCodec.Opus ? 75 : 65;

    private (BurstPhone One, BurstPhone Two) Call(AudioCodec codec, double drift, AudioCodec otherCodec, double otherDrift)
    {
        var (one, two) = (Call(codec, drift, 7), Call(otherCodec, otherDrift, 32));
        (one.Other, two.Other) = (two, one);
        return (one, two);
    }

    private BurstPhone Call(AudioCodec codec, double drift, int firstBurst)
    {
        var number = _room.Legs.Count;
        var phone = new BurstPhone(_room.Network, PhoneRoom.PhoneAddress(number), codec, drift, firstBurst);
        var leg = _room.AddLeg(_room.OptionsOf(number) with { AudioCodecs = [codec.EncodingName.ToUpperInvariant()], QualityInterval = TimeSpan.Zero });
        Assert.True(leg.HandleAnswer(phone.Answer(_room.Latest<Rooms.Worker.PhoneOffer>().Sdp), _room.Simulation.Now).IsDone);
        leg.Establish(_room.Simulation.Now);
        _room.Simulation.Add(phone);
        return phone;
    }

    private static TimeSpan Median(IEnumerable<(TimeSpan At, TimeSpan Delay)> heard)
    {
        var delays = heard.Select(item => item.Delay).Order().ToList();
        return delays[delays.Count / 2];
    }
}
