using Switchroom.Media.Codecs;
using Switchroom.Media.Codecs.G711;
using Switchroom.Media.Tests.Oracles;

namespace Switchroom.Media.Tests.Codecs;

public unsafe class G711Tests
{
    private static readonly short[] EverySample = [.. Enumerable.Range(short.MinValue, 65536).Select(i => (short)i)];
    private static readonly byte[] EveryCode = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    /// <summary>ITU-T G.711 tables 1a and 2a: decoder output values of the first and last step of each positive segment, in the standard's own scale.</summary>
    [Theory]
    [InlineData("A", new[] { 1, 31, 33, 63, 66, 126, 132, 252, 264, 504, 528, 1008, 1056, 2016, 2112, 4032 })]
    [InlineData("Mu", new[] { 0, 30, 33, 93, 99, 219, 231, 471, 495, 975, 1023, 1983, 2079, 3999, 4191, 8031 })]
    public void DecodesToTheValuesOfTheItuTables(string law, int[] segmentEnds)
    {
        var codec = law == "A" ? AudioCodec.Pcma : AudioCodec.Pcmu;
        var scale = law == "A" ? 8 : 4;
        using var decoder = codec.CreateDecoder(8000);
        var samples = new short[256];
        decoder.Decode(EveryCode, samples);
        for (var segment = 0; segment < 8; segment++)
        {
            var first = law == "A" ? ((segment << 4) | 0x80) ^ 0x55 : 0xFF ^ (segment << 4);
            var last = law == "A" ? ((segment << 4) | 0x8F) ^ 0x55 : 0xFF ^ ((segment << 4) | 15);
            Assert.Equal(segmentEnds[2 * segment], samples[first] / scale);
            Assert.Equal(segmentEnds[(2 * segment) + 1], samples[last] / scale);
        }
    }

    /// <summary>The decision values of tables 1a and 2a between the last two steps of each segment: a sample there gets the upper code, one below it the lower.</summary>
    [Theory]
    [InlineData("A", new[] { 30, 62, 124, 248, 496, 992, 1984, 3968 })]
    [InlineData("Mu", new[] { 29, 91, 215, 463, 959, 1951, 3935, 7903 })]
    public void DecidesAtTheValuesOfTheItuTables(string law, int[] decisions)
    {
        var scale = law == "A" ? 8 : 4;
        for (var segment = 0; segment < 8; segment++)
        {
            var upper = law == "A" ? ((segment << 4) | 0x8F) ^ 0x55 : 0xFF ^ ((segment << 4) | 15);
            var lower = law == "A" ? ((segment << 4) | 0x8E) ^ 0x55 : 0xFF ^ ((segment << 4) | 14);
            var at = (short)(decisions[segment] * scale);
            Assert.Equal(upper, law == "A" ? ALaw.Compress(at) : MuLaw.Compress(at));
            Assert.Equal(lower, law == "A" ? ALaw.Compress((short)(at - 1)) : MuLaw.Compress((short)(at - 1)));
        }
    }

    [Theory]
    [InlineData("A")]
    [InlineData("Mu")]
    public void VectorsAndTablesAgreeOnEverySample(string law)
    {
        using var encoder = law == "A" ? new G711Encoder(G711Law.A) : new G711Encoder(G711Law.Mu);
        var codes = new byte[EverySample.Length];
        Assert.Equal(codes.Length, encoder.Encode(EverySample, codes));
        Func<short, byte> compress = law == "A" ? ALaw.Compress : MuLaw.Compress;
        Assert.Equal(EverySample.Select(compress), codes);
    }

    [Theory]
    [InlineData("A", Spandsp.G711ALaw)]
    [InlineData("Mu", Spandsp.G711MuLaw)]
    public void EncodesEverySampleAndDecodesEveryCodeAsSpandsp(string law, int spandspLaw)
    {
        var codec = law == "A" ? AudioCodec.Pcma : AudioCodec.Pcmu;
        var state = Spandsp.G711Init(0, spandspLaw);
        var (codes, expectedCodes) = (new byte[EverySample.Length], new byte[EverySample.Length]);
        var (samples, expectedSamples) = (new short[256], new short[256]);
        fixed (short* source = EverySample, target = expectedSamples)
        fixed (byte* sourceCodes = EveryCode, targetCodes = expectedCodes)
        {
            _ = Spandsp.G711Encode(state, targetCodes, source, EverySample.Length);
            _ = Spandsp.G711Decode(state, target, sourceCodes, 256);
        }

        _ = Spandsp.G711Free(state);
        using var encoder = codec.CreateEncoder(8000);
        using var decoder = codec.CreateDecoder(8000);
        encoder.Encode(EverySample, codes);
        decoder.Decode(EveryCode, samples);
        Assert.Equal(expectedSamples, samples);
        Assert.Equal(expectedCodes, codes);
    }

    [Theory]
    [InlineData("A")]
    [InlineData("Mu")]
    public void EveryCodeSurvivesTheRoundTrip(string law)
    {
        using var encoder = law == "A" ? new G711Encoder(G711Law.A) : new G711Encoder(G711Law.Mu);
        using var decoder = law == "A" ? new G711Decoder(G711Law.A) : new G711Decoder(G711Law.Mu);
        var samples = new short[256];
        var codes = new byte[256];
        decoder.Decode(EveryCode, samples);
        encoder.Encode(samples, codes);

        // µ-law has two zeros; the negative one comes back positive.
        var expected = EveryCode.Select(code => law == "Mu" && code == 0x7F ? (byte)0xFF : code);
        Assert.Equal(expected, codes);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(160)]
    [InlineData(240)]
    [InlineData(7)]
    public void OddLengthsAreEncodedToTheLastSample(int length)
    {
        var speech = TestSound.Speech(8000, 100);
        var codes = new byte[length];
        Assert.Equal(length, new G711Encoder(G711Law.Mu).Encode(speech.AsSpan(0, length), codes));
        Assert.Equal(speech[..length].Select(MuLaw.Compress), codes);
    }

    [Fact]
    public void RefusesPayloadsThatAreEmptyOrLongerThanTheLimit()
    {
        using var decoder = AudioCodec.Pcmu.CreateDecoder(8000);
        var samples = new short[2000];
        Assert.Equal(0, decoder.Decode([], samples));
        Assert.Equal(0, decoder.Decode(new byte[961], samples));
        Assert.Equal(960, decoder.Decode(new byte[960], samples));
        Assert.Equal(0, decoder.Decode(new byte[160], samples.AsSpan(0, 159)));
    }
}
