using Switchroom.Media.Codecs;
using Switchroom.Media.Codecs.ComfortNoise;
using Switchroom.Media.Concealment;
using Switchroom.Media.Levels;
using Switchroom.Media.Mixing;
using Switchroom.Media.Resampling;
using Switchroom.Media.Tones;
using Switchroom.TestKit;

namespace Switchroom.Media.Tests;

public class AllocationTests
{
    public static TheoryData<string> Codecs => [.. AudioCodec.All.Select(codec => codec.EncodingName)];

    [Theory]
    [MemberData(nameof(Codecs))]
    public void CodecsAllocateNothingPerFrame(string name)
    {
        var codec = AudioCodec.All.Single(c => c.EncodingName == name);
        using var encoder = codec.CreateEncoder(codec.SampleRate);
        using var decoder = codec.CreateDecoder(codec.SampleRate);
        var speech = TestSound.Speech(codec.SampleRate, 20);
        var payload = new byte[AudioEncoder.MaxPayloadBytes];
        var samples = new short[speech.Length];
        AssertAllocatesNothing(() =>
        {
            var length = encoder.Encode(speech, payload);
            decoder.Decode(payload.AsSpan(0, length), samples);
            decoder.Conceal(samples);
            decoder.DecodeFec(payload.AsSpan(0, length), samples);
        });
    }

    [Fact]
    public void ResamplingLevelsAndMixingAllocateNothing()
    {
        var (up, down) = (new Resampler(8000, 48000), new Resampler(48000, 8000));
        var (narrow, wide, sum) = (TestSound.Speech(8000, 20), new short[960], new int[960]);
        var limiter = new MixLimiter();
        AssertAllocatesNothing(() =>
        {
            up.Resample(narrow, wide);
            down.Resample(wide, narrow);
            AudioLevel.Of(wide);
            MixArithmetic.Add(sum, wide);
            MixArithmetic.Subtract(sum, wide, sum);
            MixArithmetic.Scale(wide, MixArithmetic.UnityGain, MixArithmetic.UnityGain / 2);
            sum.AsSpan().Fill(50000);
            limiter.Limit(sum, wide);
        });
    }

    [Fact]
    public void TonesNoiseAndStretchingAllocateNothing()
    {
        var (detector, generator) = (new DtmfDetector(8000), new DtmfGenerator(8000));
        var (encoder, decoder) = (new ComfortNoiseEncoder(), new ComfortNoiseDecoder());
        var (samples, output, payload) = (TestSound.Speech(8000, 20), new short[240], new byte[ComfortNoisePayload.MaxLength]);
        AssertAllocatesNothing(() =>
        {
            generator.TryEnqueue('5', TimeSpan.FromMilliseconds(40), TimeSpan.FromMilliseconds(40));
            generator.Fill(samples);
            detector.Listen(samples);
            encoder.Listen(samples);
            encoder.Encode(payload);
            decoder.TryUpdate(payload);
            decoder.Fill(samples);
            TimeStretch.Shorten(samples, 8000, force: true, output);
            TimeStretch.Lengthen(samples, 8000, force: true, output);
        });
    }

    private static void AssertAllocatesNothing(Action action)
    {
        void Repeat()
        {
            for (var i = 0; i < 200; i++)
            {
                action();
            }
        }

        Repeat();
        Assert.Equal(0, Allocations.InSteadyState(Repeat));
    }
}
