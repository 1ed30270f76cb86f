using Switchroom.Media.Codecs;
using Switchroom.Media.Codecs.G722;
using Switchroom.Media.Tests.Oracles;

namespace Switchroom.Media.Tests.Codecs;

public unsafe class G722Tests
{
    public static TheoryData<string> Sounds => ["speech", "quiet", "noise", "tone", "square", "silence", "steps"];

    [Theory]
    [MemberData(nameof(Sounds))]
    public void EncodesBitExactlyAsSpandsp(string sound)
    {
        var samples = Sound(sound);
        using var encoder = new G722Encoder();
        Assert.Equal(SpandspEncode(samples), Encode(encoder, samples, 320));
    }

    [Theory]
    [MemberData(nameof(Sounds))]
    public void DecodesBitExactlyAsSpandsp(string sound)
    {
        var payload = SpandspEncode(Sound(sound));
        using var decoder = new G722Decoder();
        AssertSameButForOverflow(SpandspDecode(payload), Decode(decoder, payload, 160));
    }

    [Fact]
    public void DecodesAnyBytesAsSpandsp()
    {
        var payload = new byte[200_000];
        new Random(7).NextBytes(payload);
        using var decoder = new G722Decoder();
        AssertSameButForOverflow(SpandspDecode(payload), Decode(decoder, payload, 160));
    }

    [Theory]
    [InlineData(160)]
    [InlineData(480)]
    [InlineData(640)]
    [InlineData(960)]
    public void FrameLengthDoesNotChangeTheStream(int samplesPerFrame)
    {
        var samples = TestSound.Speech(16000, 1920);
        using var encoder = new G722Encoder();
        using var decoder = new G722Decoder();
        var payload = Encode(encoder, samples, samplesPerFrame);
        Assert.Equal(SpandspEncode(samples), payload);
        Assert.Equal(SpandspDecode(payload), Decode(decoder, payload, samplesPerFrame / 2));
    }

    [Fact]
    public void ResetStartsANewStream()
    {
        var samples = TestSound.Speech(16000, 400);
        using var encoder = new G722Encoder();
        var first = Encode(encoder, samples, 320);
        encoder.Reset();
        Assert.Equal(first, Encode(encoder, samples, 320));
    }

    /// <summary>Where the joined bands overflow 16 bits spandsp 0.0.6 wraps around, a loud click; the standard and we limit (section 4.4, RECB).</summary>
    private static void AssertSameButForOverflow(short[] spandsp, short[] ours)
    {
        var limited = ours.Zip(spandsp, (our, theirs) => our is short.MaxValue or short.MinValue && Math.Sign(our) != Math.Sign(theirs) ? our : theirs);
        Assert.Equal(limited, ours);
    }

    private static short[] Sound(string name) => name switch
    {
        "speech" => TestSound.Speech(16000, 5000),
        "quiet" => TestSound.Speech(16000, 2000, seed: 2, level: 0.002),
        "noise" => TestSound.FullScaleNoise(64000, 3),
        "tone" => TestSound.Tone(16000, 3900, 2000, 32000),
        "square" => [.. Enumerable.Range(0, 64000).Select(i => i / 40 % 2 == 0 ? short.MaxValue : short.MinValue)],
        "silence" => new short[32000],
        _ => [.. Enumerable.Range(0, 64000).Select(i => (short)((i / 320 * 7919 % 65536) - 32768))],
    };

    private static byte[] Encode(AudioEncoder encoder, short[] samples, int frame)
    {
        var payload = new byte[samples.Length / 2];
        for (var i = 0; i < samples.Length; i += frame)
        {
            Assert.Equal(frame / 2, encoder.Encode(samples.AsSpan(i, frame), payload.AsSpan(i / 2)));
        }

        return payload;
    }

    private static short[] Decode(AudioDecoder decoder, byte[] payload, int frame)
    {
        var samples = new short[payload.Length * 2];
        for (var i = 0; i < payload.Length; i += frame)
        {
            Assert.Equal(frame * 2, decoder.Decode(payload.AsSpan(i, frame), samples.AsSpan(i * 2)));
        }

        return samples;
    }

    private static byte[] SpandspEncode(short[] samples)
    {
        var state = Spandsp.G722EncodeInit(0, 64000, 0);
        var payload = new byte[samples.Length / 2];
        fixed (byte* target = payload)
        fixed (short* source = samples)
        {
            Assert.Equal(payload.Length, Spandsp.G722Encode(state, target, source, samples.Length));
        }

        _ = Spandsp.G722EncodeFree(state);
        return payload;
    }

    private static short[] SpandspDecode(byte[] payload)
    {
        var state = Spandsp.G722DecodeInit(0, 64000, 0);
        var samples = new short[payload.Length * 2];
        fixed (byte* source = payload)
        fixed (short* target = samples)
        {
            Assert.Equal(samples.Length, Spandsp.G722Decode(state, target, source, payload.Length));
        }

        _ = Spandsp.G722DecodeFree(state);
        return samples;
    }
}
