using Switchroom.Media.Codecs;
using Switchroom.Rooms.Mixing;

namespace Switchroom.Rooms.Tests.Mixing;

public class PublishedAudioTests
{
    [Theory]
    [InlineData("PCMU", 8000)]
    [InlineData("G722", 16000)]
    public void APhoneIsEncodedOnceForBrowsersAtItsOwnRate(string format, int rate)
    {
        var (phone, track) = (new MixPhone(MixRoom.FormatNamed(format), 440), new Track(rate));
        using var mix = new RoomMix(8);
        mix.AddSource("a", phone, track);
        mix.AddListener("a", phone, "a");
        Run(mix, 50);
        Assert.Equal(50, mix.Counters.PublishedEncodes);
        Assert.Equal(50, track.Packets);
        Assert.Equal(15, track.LastLevel, tolerance: 1);
        Assert.InRange(ToneMeter.AmplitudeAt(track.Heard.ToArray().AsSpan(^(rate / 2)..), rate, 440), 6000, 10000);
    }

    [Fact]
    public void WhatNobodyIsSubscribedToIsNotEncoded()
    {
        var (phone, track) = (new MixPhone(MixRoom.Pcmu, 440), new Track(8000) { IsWanted = false });
        using var mix = new RoomMix(8);
        mix.AddSource("a", phone, track);
        Run(mix, 50);
        Assert.Equal((0L, 0L, 0), (mix.Counters.PublishedEncodes, mix.Counters.Reads, track.Packets));
    }

    [Fact]
    public void SilenceIsNotEncodedOnceItHasSettled()
    {
        var (phone, track) = (new MixPhone(MixRoom.Pcmu, 440), new Track(8000));
        using var mix = new RoomMix(8);
        mix.AddSource("a", phone, track);
        Run(mix, 25);
        phone.Amplitude = 0;
        Run(mix, 50);
        var encodes = mix.Counters.PublishedEncodes;
        Run(mix, 100);
        Assert.Equal(encodes, mix.Counters.PublishedEncodes);
        Assert.True(track.Silences >= 100);
        phone.Amplitude = 8000;
        Run(mix, 10);
        Assert.Equal(encodes + 10, mix.Counters.PublishedEncodes);
    }

    [Fact]
    public void AWaitingTalkerIsStillPublishedAtFullLevel()
    {
        using var mix = new RoomMix(1);
        var (first, second, track) = (new MixPhone(MixRoom.Pcmu, 440), new MixPhone(MixRoom.Pcmu, 700) { Amplitude = 4000 }, new Track(8000));
        mix.AddSource("a", first, null);
        mix.AddSource("b", second, track);
        mix.AddListener("a", first, "a");
        mix.AddListener("c", new MixPhone(MixRoom.Pcmu, 0), null);
        Run(mix, 50);
        Assert.False(mix.IsHeard("b"));
        Assert.InRange(ToneMeter.AmplitudeAt(track.Heard.ToArray().AsSpan(^4000..), 8000, 700), 3000, 5000);
    }

    private static void Run(RoomMix mix, int ticks)
    {
        for (var i = 0; i < ticks; i++)
        {
            mix.Tick(TimeSpan.FromMilliseconds(20 * i));
        }
    }

    private sealed class Track(int rate) : IPublishedAudio
    {
        private readonly AudioDecoder _decoder = AudioCodec.Opus.CreateDecoder(rate);
        private readonly short[] _samples = new short[rate / 50];

        public bool IsWanted { get; init; } = true;

        public int Packets { get; private set; }

        public int Silences { get; private set; }

        public double LastLevel { get; private set; }

        public List<short> Heard { get; } = [];

        public void Write(ReadOnlySpan<byte> opus, byte level, TimeSpan now)
        {
            Packets++;
            LastLevel = level;
            Assert.Equal(_samples.Length, _decoder.Decode(opus, _samples));
            Heard.AddRange(_samples);
        }

        public void Silence(TimeSpan now) => Silences++;
    }
}
