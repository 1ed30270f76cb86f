using Switchroom.Media.Codecs;
using Switchroom.Media.Codecs.Opus;
using Switchroom.Media.Levels;
using Switchroom.Media.Tests.Oracles;

namespace Switchroom.Media.Tests.Codecs;

public class OpusTests
{
    [Fact]
    public void TheLibraryIsThere() => Assert.Null(OpusLibrary.Missing());

    [Theory]
    [InlineData(8000, 10)]
    [InlineData(8000, 20)]
    [InlineData(8000, 40)]
    [InlineData(8000, 60)]
    [InlineData(16000, 20)]
    [InlineData(48000, 10)]
    [InlineData(48000, 20)]
    [InlineData(48000, 60)]
    public void CarriesAToneAtEveryRateAndPacketTime(int rate, int milliseconds)
    {
        using var encoder = new OpusEncoder(rate, new OpusEncoderSettings());
        using var decoder = new OpusDecoder(rate);
        var tone = TestSound.Tone(rate, 440, 1200);
        var count = rate / 1000 * milliseconds;
        var payload = new byte[AudioEncoder.MaxPayloadBytes];
        var output = new short[tone.Length];
        for (var i = 0; i < tone.Length; i += count)
        {
            var length = encoder.Encode(tone.AsSpan(i, count), payload);
            Assert.Equal(48 * milliseconds, OpusPacket.DurationOf(payload.AsSpan(0, length)));
            Assert.Equal(count, decoder.CountSamples(payload.AsSpan(0, length)));
            Assert.Equal(count, decoder.Decode(payload.AsSpan(0, length), output.AsSpan(i)));
        }

        Assert.Equal(10000, ToneMeter.AmplitudeAt(output.AsSpan(rate / 2, rate / 2), rate, 440), tolerance: 1500);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    [InlineData(48000)]
    public void StereoIsMixedDown(int rate)
    {
        using var encoder = new StereoOpus();
        using var decoder = new OpusDecoder(rate);
        var (left, right) = (TestSound.Tone(48000, 440, 1000), TestSound.Tone(48000, 1000, 1000));
        var output = new short[rate];
        for (var i = 0; i < 50; i++)
        {
            var frame = Enumerable.Range(i * 960, 960).SelectMany(at => (short[])[left[at], right[at]]).ToArray();
            var payload = encoder.Encode(frame);
            Assert.NotEqual(0, payload[0] & 4);
            Assert.Equal(rate / 50, decoder.Decode(payload, output.AsSpan(i * rate / 50, rate / 50)));
        }

        var latest = output.AsSpan(rate / 2);
        Assert.Equal(5000, ToneMeter.AmplitudeAt(latest, rate, 440), tolerance: 700);
        Assert.Equal(5000, ToneMeter.AmplitudeAt(latest, rate, 1000), tolerance: 700);
    }

    [Fact]
    public void SilenceIsNotSentWithDtx()
    {
        using var encoder = new OpusEncoder(8000, new OpusEncoderSettings { Dtx = true });
        var payload = new byte[AudioEncoder.MaxPayloadBytes];
        var sent = Enumerable.Range(0, 100).Count(_ => encoder.Encode(new short[160], payload) > 0);
        Assert.InRange(sent, 1, 25);
        Assert.True(encoder.Encode(TestSound.Speech(8000, 1000).AsSpan(640, 160), payload) > 2);
    }

    [Fact]
    public void RedundancyBringsBackALostFrame()
    {
        using var encoder = new OpusEncoder(16000, new OpusEncoderSettings { Fec = true, ExpectedLoss = 20, BitRate = 24000 });
        var speech = TestSound.Speech(16000, 2000);
        var payload = new byte[AudioEncoder.MaxPayloadBytes];
        byte[][] packets = [.. speech.Chunk(320).Select(frame => payload[..encoder.Encode(frame, payload)])];
        var truth = Decode(packets, (decoder, i, samples) => decoder.Decode(packets[i], samples));
        var concealed = Decode(packets, (decoder, i, samples) => Lossy(decoder, packets, i, samples, fec: false));
        var recovered = Decode(packets, (decoder, i, samples) => Lossy(decoder, packets, i, samples, fec: true));
        Assert.True(Error(truth, recovered) < 0.5 * Error(truth, concealed), $"{Error(truth, recovered)} against {Error(truth, concealed)}");
    }

    [Fact]
    public void ALongGapFades()
    {
        using var encoder = new OpusEncoder(48000, new OpusEncoderSettings());
        using var decoder = new OpusDecoder(48000);
        var payload = new byte[AudioEncoder.MaxPayloadBytes];
        var samples = new short[960];
        foreach (var frame in TestSound.Tone(48000, 440, 400).Chunk(960))
        {
            decoder.Decode(payload.AsSpan(0, encoder.Encode(frame, payload)), samples);
        }

        for (var i = 0; i < 30; i++)
        {
            decoder.Conceal(samples);
        }

        Assert.True(AudioLevel.Of(samples) > 60);
    }

    [Fact]
    public void RefusesWhatIsNoPacketAndGoesOn()
    {
        using var decoder = new OpusDecoder(48000);
        var samples = new short[decoder.MaxSamples];
        Assert.Equal(0, decoder.Decode([], samples));
        Assert.Equal(0, decoder.Decode([0xFF, 0x00], samples));
        Assert.Equal(0, decoder.Decode([0xFF, 63, 1, 2, 3], samples));
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var packet = new byte[random.Next(1, 100)];
            random.NextBytes(packet);
            Assert.InRange(decoder.Decode(packet, samples), 0, samples.Length);
            decoder.DecodeFec(packet, samples.AsSpan(0, 960));
        }

        decoder.Reset();
        using var encoder = new OpusEncoder(48000, new OpusEncoderSettings());
        var length = encoder.Encode(new short[960], new byte[1275]);
        Assert.True(length > 0);
    }

    [Fact]
    public void ConstantBitRateGivesEqualPackets()
    {
        using var encoder = new OpusEncoder(16000, new OpusEncoderSettings { ConstantBitRate = true, BitRate = 16000, Fec = false });
        var payload = new byte[AudioEncoder.MaxPayloadBytes];
        Assert.Single(TestSound.Speech(16000, 1000).Chunk(320).Select(frame => encoder.Encode(frame, payload)).Distinct(), 40);
    }

    [Fact]
    public void ANarrowFarEndGetsANarrowBand()
    {
        using var encoder = new OpusEncoder(48000, new OpusEncoderSettings { MaxPlaybackRate = 8000 });
        var payload = new byte[AudioEncoder.MaxPayloadBytes];
        foreach (var frame in TestSound.Speech(48000, 400).Chunk(960))
        {
            encoder.Encode(frame, payload);
        }

        // Configurations 0 to 3 are narrow-band SILK (RFC 6716 table 2), 16 to 19 narrow-band CELT.
        Assert.Contains(payload[0] >> 3, (int[])[0, 1, 2, 3, 16, 17, 18, 19]);
    }

    private static int Lossy(OpusDecoder decoder, byte[][] packets, int i, Span<short> samples, bool fec)
    {
        if (i % 7 != 3 || i + 1 == packets.Length)
        {
            return decoder.Decode(packets[i], samples);
        }

        if (fec)
        {
            Assert.True(decoder.DecodeFec(packets[i + 1], samples[..320]));
        }
        else
        {
            decoder.Conceal(samples[..320]);
        }

        return 320;
    }

    private delegate int Play(OpusDecoder decoder, int packet, Span<short> samples);

    private static short[] Decode(byte[][] packets, Play play)
    {
        using var decoder = new OpusDecoder(16000);
        var output = new short[packets.Length * 320];
        for (var i = 0; i < packets.Length; i++)
        {
            Assert.Equal(320, play(decoder, i, output.AsSpan(i * 320, 320)));
        }

        return output;
    }

    private static double Error(short[] a, short[] b) => a.Zip(b, (x, y) => Math.Pow(x - y, 2)).Sum();
}
