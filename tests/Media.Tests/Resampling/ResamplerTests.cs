using Switchroom.Media.Resampling;

namespace Switchroom.Media.Tests.Resampling;

public class ResamplerTests
{
    public static TheoryData<int, int> Rates => new() { { 8000, 16000 }, { 8000, 48000 }, { 16000, 48000 }, { 16000, 8000 }, { 48000, 8000 }, { 48000, 16000 } };

    [Theory]
    [MemberData(nameof(Rates))]
    public void IsFlatInThePassBand(int from, int to)
    {
        foreach (var share in (double[])[0.02, 0.1, 0.25, 0.35, 0.4, 0.425])
        {
            var frequency = share * Math.Min(from, to);
            var output = Resample(TestSound.Tone(from, frequency, 400), from, to)[(to / 20)..];
            Assert.InRange(20 * Math.Log10(ToneMeter.AmplitudeAt(output, to, frequency) / 10000), -0.1, 0.1);
        }
    }

    [Theory]
    [InlineData(48000, 8000)]
    [InlineData(48000, 16000)]
    [InlineData(16000, 8000)]
    public void SuppressesWhatWouldAlias(int from, int to)
    {
        foreach (var share in (double[])[0.575, 0.6, 0.7, 0.85, 0.95])
        {
            var output = Resample(TestSound.Tone(from, share * to, 400, 30000), from, to)[(to / 20)..];
            var peak = output.Max(Math.Abs);
            Assert.True(peak < 30000 * Math.Pow(10, -65 / 20.0), $"{share * to} Hz leaves {peak}");
        }
    }

    [Theory]
    [InlineData(8000, 16000)]
    [InlineData(8000, 48000)]
    [InlineData(16000, 48000)]
    public void LeavesNoImages(int from, int to)
    {
        foreach (var share in (double[])[0.05, 0.2, 0.4])
        {
            var output = Resample(TestSound.Tone(from, share * from, 400, 30000), from, to)[(to / 20)..];
            for (var image = 1; image * from < to / 2 + from; image++)
            {
                foreach (var frequency in (double[])[(image - share) * from, (image + share) * from])
                {
                    if (frequency < to / 2)
                    {
                        Assert.InRange(ToneMeter.AmplitudeAt(output, to, frequency), 0, 30000 * Math.Pow(10, -65 / 20.0));
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void DelaysByWhatItStates(int from, int to)
    {
        var impulse = new short[from / 10];
        impulse[from / 50] = 20000;
        var output = Resample(impulse, from, to);
        var peak = Array.IndexOf(output, output.Max());
        var stated = new Resampler(from, to).DelaySamples;
        Assert.InRange(peak - (to / 50), from > to ? stated - 1 : stated, stated);
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void FrameLengthDoesNotChangeTheStream(int from, int to)
    {
        var speech = TestSound.Speech(from, 240);
        var whole = new short[speech.Length * to / from];
        new Resampler(from, to).Resample(speech, whole);
        Assert.Equal(whole, Resample(speech, from, to));
    }

    [Fact]
    public void FullScaleSquaresSaturateInsteadOfWrapping()
    {
        short[] square = [.. Enumerable.Range(0, 8000).Select(i => i / 20 % 2 == 0 ? short.MaxValue : short.MinValue)];
        var output = Resample(square, 8000, 48000);
        for (var i = 1; i < output.Length; i++)
        {
            Assert.True(Math.Abs(output[i] - output[i - 1]) < 40000, $"a jump at {i}");
        }
    }

    [Theory]
    [InlineData(8000, 44100)]
    [InlineData(11025, 8000)]
    public void RefusesOtherRates(int from, int to) => Assert.Throws<ArgumentOutOfRangeException>(() => new Resampler(from, to));

    private static short[] Resample(short[] input, int from, int to)
    {
        var resampler = new Resampler(from, to);
        var output = new short[input.Length * to / from];
        var frame = from / 50;
        for (var i = 0; i < input.Length; i += frame)
        {
            var count = Math.Min(frame, input.Length - i);
            Assert.Equal(count * to / from, resampler.Resample(input.AsSpan(i, count), output.AsSpan(i * to / from)));
        }

        return output;
    }
}
