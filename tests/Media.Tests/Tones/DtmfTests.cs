using Switchroom.Media.Tests.Oracles;
using Switchroom.Media.Tones;

namespace Switchroom.Media.Tests.Tones;

public unsafe class DtmfTests
{
    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    [InlineData(48000)]
    public void FindsEveryKeyItMakes(int rate)
    {
        Assert.Equal(DtmfKeys.All, Detect(Generate(rate, DtmfKeys.All, 80, 80), rate));
    }

    [Fact]
    public void SpandspFindsEveryKeyWeMake()
    {
        var sound = Generate(8000, DtmfKeys.All, 60, 60);
        var state = Spandsp.DtmfRxInit(0, 0, 0);
        var digits = new byte[64];
        fixed (short* samples = sound)
        fixed (byte* target = digits)
        {
            _ = Spandsp.DtmfRx(state, samples, sound.Length);
            var count = (int)Spandsp.DtmfRxGet(state, target, 63);
            Assert.Equal(DtmfKeys.All, System.Text.Encoding.ASCII.GetString(digits, 0, count));
        }

        _ = Spandsp.DtmfRxFree(state);
    }

    [Fact]
    public void FindsEveryKeySpandspMakes()
    {
        var state = Spandsp.DtmfTxInit(0, 0, 0);
        var sound = new short[8000 * 3];
        fixed (short* samples = sound)
        fixed (byte* keys = System.Text.Encoding.ASCII.GetBytes(DtmfKeys.All))
        {
            _ = Spandsp.DtmfTxPut(state, keys, DtmfKeys.All.Length);
            _ = Spandsp.DtmfTx(state, samples, sound.Length);
        }

        _ = Spandsp.DtmfTxFree(state);
        Assert.Equal(DtmfKeys.All, Detect(sound, 8000));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(50)]
    [InlineData(83)]
    public void FortyMillisecondsAreAKeyAndTwentyAreNot(int offset)
    {
        Assert.Equal("5", Detect([.. new short[offset], .. Generate(8000, "5", 40, 60)], 8000));
        Assert.Equal("", Detect([.. new short[offset], .. Generate(8000, "5", 20, 80)], 8000));
    }

    [Fact]
    public void AGapPartsEqualKeys() => Assert.Equal("1111", Detect(Generate(8000, "1111", 50, 45), 8000));

    [Fact]
    public void ALongKeyIsOneKey() => Assert.Equal("9", Detect(Generate(8000, "9", 2000, 100), 8000));

    [Theory]
    [InlineData(1.0, 0.45, "6")]
    [InlineData(0.65, 1.0, "6")]
    [InlineData(1.0, 0.1, "")]
    [InlineData(0.1, 1.0, "")]
    public void AcceptsTheTwistOfALineButNoMore(double row, double column, string expected)
    {
        var (rowFrequency, columnFrequency) = DtmfKeys.FrequenciesOf('6');
        var low = TestSound.Tone(8000, rowFrequency, 100, 6000 * row);
        var high = TestSound.Tone(8000, columnFrequency, 100, 6000 * column);
        Assert.Equal(expected, Detect([.. low.Zip(high, (a, b) => (short)(a + b)), .. new short[800]], 8000));
    }

    [Theory]
    [InlineData(0.955, "")]
    [InlineData(0.9875, "4")]
    [InlineData(1.0125, "4")]
    [InlineData(1.045, "")]
    public void ToleratesFrequenciesOnlySlightlyOff(double factor, string expected)
    {
        var (row, column) = DtmfKeys.FrequenciesOf('4');
        var sound = TestSound.Tone(8000, row * factor, 100, 5000).Zip(TestSound.Tone(8000, column * factor, 100, 5000), (a, b) => (short)(a + b));
        Assert.Equal(expected, Detect([.. sound, .. new short[800]], 8000));
    }

    [Fact]
    public void FindsKeysInNoise()
    {
        var random = new Random(5);
        var sound = Generate(8000, "0123456789", 80, 80);
        for (var i = 0; i < sound.Length; i++)
        {
            sound[i] = (short)(sound[i] + random.Next(-900, 900));
        }

        Assert.Equal("0123456789", Detect(sound, 8000));
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    public void WhatSoundsBesideAKeyForAMomentDoesNotMakeTwoOfIt(int rate)
    {
        var random = new Random(6);
        var sound = Generate(rate, "58", 200, 80);
        foreach (ref var sample in sound.AsSpan(rate * 80 / 1000, rate * 40 / 1000))
        {
            sample = (short)Math.Clamp(sample + random.Next(-12_900, 12_900), short.MinValue, short.MaxValue);
        }

        Assert.Equal("58", Detect(sound, rate));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void SpeechIsNoKey(int seed) => Assert.Equal("", Detect(TestSound.Speech(8000, 30_000, seed), 8000));

    [Fact]
    public void NoiseAndMusicAreNoKeys()
    {
        Assert.Equal("", Detect(TestSound.FullScaleNoise(240_000, 9), 8000));
        Assert.Equal("", Detect(TestSound.Tone(8000, 697, 1000), 8000));
        Assert.Equal("", Detect([.. TestSound.Tone(8000, 440, 1000).Zip(TestSound.Tone(8000, 554, 1000), (a, b) => (short)(a + b))], 8000));
    }

    [Fact]
    public void TheQueueIsBoundedAndRefusesWhatIsNoKey()
    {
        var generator = new DtmfGenerator(8000);
        Assert.False(generator.TryEnqueue('x', TimeSpan.FromMilliseconds(100), TimeSpan.Zero));
        for (var i = 0; i < DtmfGenerator.MaxQueuedKeys; i++)
        {
            Assert.True(generator.TryEnqueue('1', TimeSpan.FromMilliseconds(100), TimeSpan.Zero));
        }

        Assert.False(generator.TryEnqueue('1', TimeSpan.FromMilliseconds(100), TimeSpan.Zero));
    }

    [Fact]
    public void EventCodesAreThoseOfRfc4733()
    {
        Assert.Equal((0, 9, 10, 11, 12, 15), (DtmfKeys.EventOf('0'), DtmfKeys.EventOf('9'), DtmfKeys.EventOf('*'), DtmfKeys.EventOf('#'), DtmfKeys.EventOf('A'), DtmfKeys.EventOf('D')));
        Assert.Equal((-1, null, null), (DtmfKeys.EventOf('x'), DtmfKeys.FromEvent(16), DtmfKeys.FromEvent(-1)));
        Assert.All(DtmfKeys.All, key => Assert.Equal(key, DtmfKeys.FromEvent(DtmfKeys.EventOf(key))));
    }

    private static short[] Generate(int rate, string keys, int tone, int gap)
    {
        var generator = new DtmfGenerator(rate);
        Assert.All(keys, key => Assert.True(generator.TryEnqueue(key, TimeSpan.FromMilliseconds(tone), TimeSpan.FromMilliseconds(gap))));
        var sound = new List<short>();
        var frame = new short[rate / 50];
        while (!generator.IsIdle)
        {
            generator.Fill(frame);
            sound.AddRange(frame);
        }

        return [.. sound, .. new short[rate / 20]];
    }

    private static string Detect(short[] sound, int rate)
    {
        var detector = new DtmfDetector(rate);
        var keys = "";
        for (var i = 0; i < sound.Length; i += rate / 50)
        {
            keys += detector.Listen(sound.AsSpan(i, Math.Min(rate / 50, sound.Length - i)));
        }

        return keys;
    }
}
