using Switchroom.Media.Codecs;
using Switchroom.Rooms.Mixing;
using Switchroom.Rtp.Jitter;
using Switchroom.TestKit;

namespace Switchroom.Rooms.Tests.Mixing;

public class AudioPlayoutTests
{
    // What is left beside the tone is the codec's own: SILK at 8 kHz models voices, not sines.
    public static TheoryData<string, int, double> Residues => new() { { "PCMU", 8000, -30 }, { "G722", 16000, -30 }, { "opus", 8000, -12 }, { "opus", 48000, -25 } };

    public static TheoryData<string, int> Codecs => new() { { "PCMU", 8000 }, { "G722", 16000 }, { "opus", 8000 }, { "opus", 48000 } };

    [Theory]
    [MemberData(nameof(Residues))]
    public void AnEvenStreamPlaysWithoutABreak(string codec, int rate, double residue)
    {
        var run = new PlayoutRun(codec, rate);
        run.RunFor(TimeSpan.FromSeconds(4));
        Assert.True(ToneMeter.ResidueDecibels(run.Last(2000), rate, run.Frequency) < residue);
        Assert.Equal(0, run.Playout.Counters.ConcealedTicks);
    }

    /// <summary>60 ppm is more than two telephones' crystals part; an hour of it is 216 ms, eleven packets.</summary>
    [Theory]
    [InlineData("PCMU", 8000, 60)]
    [InlineData("PCMU", 8000, -60)]
    [InlineData("G722", 16000, 60)]
    public void AnHourOfClockDriftDoesNotAddDelay(string codec, int rate, double partsPerMillion)
    {
        var run = new PlayoutRun(codec, rate) { Drift = 1 + (partsPerMillion / 1e6), Keep = rate };
        run.RunFor(TimeSpan.FromMinutes(2));
        var early = run.Playout.Delay;
        run.RunFor(TimeSpan.FromMinutes(58));
        Assert.InRange((run.Playout.Delay - early).TotalMilliseconds, -30, 30);
        Assert.True(run.MaxDelay < TimeSpan.FromMilliseconds(100), $"{run.MaxDelay}");
        Assert.True(ToneMeter.AmplitudeAt(run.Last(100), rate, run.Frequency) > 5000);

        // Of three hours' worth of packets nearly all are played as they are.
        var counters = run.Playout.Counters;
        Assert.Equal((0L, 0L), (counters.Skipped, counters.Restarts));
        Assert.InRange(counters.ConcealedTicks, 0, counters.PlayedTicks / 1000);
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void LossJitterAndReorderingAreHeardLittle(string codec, int rate)
    {
        var run = new PlayoutRun(codec, rate) { Loss = 0.05, Jitter = TimeSpan.FromMilliseconds(30) };
        run.RunFor(TimeSpan.FromSeconds(60));

        // Stretching shifts the tone's phase: only short pieces of it are one sine.
        var pieces = Enumerable.Range(0, 20).Select(i => ToneMeter.AmplitudeAt(run.Last(1000 + (50 * i))[..(rate / 20)], rate, run.Frequency));
        Assert.InRange(pieces.Average(), 5000, 9000);
        Assert.True(run.MaxDelay < TimeSpan.FromMilliseconds(200), $"{run.MaxDelay}");

        // Nothing rings on and nothing is doubled: as much sound comes out as goes in.
        Assert.Equal(60 * rate, run.Samples);
    }

    [Fact]
    public void DelayComesDownAgainAfterAStall()
    {
        var run = new PlayoutRun("PCMU", 8000);
        run.RunFor(TimeSpan.FromSeconds(10));
        var before = run.Playout.Delay;
        run.Stall(TimeSpan.FromMilliseconds(300));
        run.RunFor(TimeSpan.FromSeconds(60));
        Assert.InRange((run.Playout.Delay - before).TotalMilliseconds, -40, 60);
    }

    [Fact]
    public void ComfortNoiseFillsAPause()
    {
        using var playout = new AudioPlayout(JitterBufferOptions.Default);
        var samples = new short[160];
        var now = TimeSpan.Zero;
        for (ushort i = 0; i < 100; i++, now += TimeSpan.FromMilliseconds(20))
        {
            if (i < 10)
            {
                playout.Insert(AudioCodec.Pcmu, i, (uint)i * 160, new byte[160], now);
            }
            else if (i == 10)
            {
                playout.InsertComfortNoise(i, (uint)i * 160, [45], now);
            }

            playout.Read(samples, 8000, now);
        }

        Assert.InRange((int)Media.Levels.AudioLevel.Of(samples), 42, 48);
    }

    [Fact]
    public void SkippedTimeIsGoneAndWhatComesAfterIsOnTime()
    {
        var run = new PlayoutRun("opus", 48000);
        run.RunFor(TimeSpan.FromSeconds(1));
        run.Skips = true;
        run.RunFor(TimeSpan.FromSeconds(5));
        run.Skips = false;
        run.RunFor(TimeSpan.FromSeconds(2));
        Assert.True(ToneMeter.ResidueDecibels(run.Last(1000), 48000, run.Frequency) < -25);
        Assert.True(run.Playout.Delay < TimeSpan.FromMilliseconds(80), $"{run.Playout.Delay}");
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void NothingIsAllocatedPerPacket(string codec, int rate)
    {
        var run = new PlayoutRun(codec, rate) { Loss = 0.05, Keep = 1 };
        run.RunFor(TimeSpan.FromSeconds(20));
        Assert.Equal(0, Allocations.InSteadyState(() => run.RunFor(TimeSpan.FromSeconds(20))));
    }

    [Fact]
    public void AnyPayloadsAreSurvived()
    {
        var random = new Random(3);
        foreach (var codec in AudioCodec.All)
        {
            using var playout = new AudioPlayout(JitterBufferOptions.Default);
            var samples = new short[codec.SampleRate / 50];
            for (var i = 0; i < 5000; i++)
            {
                var payload = new byte[random.Next(0, 400)];
                random.NextBytes(payload);
                playout.Insert(codec, (ushort)(i + random.Next(-3, 4)), (uint)((i * 160) + random.Next(-500, 500)), payload, TimeSpan.FromMilliseconds(20 * i));
                playout.Read(samples, codec.SampleRate, TimeSpan.FromMilliseconds(20 * i));
            }
        }
    }
}
