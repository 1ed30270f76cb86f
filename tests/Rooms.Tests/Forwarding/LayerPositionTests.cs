using Switchroom.Rooms.Forwarding.Scalable;

namespace Switchroom.Rooms.Tests.Forwarding;

public class LayerPositionTests
{
    [Theory]
    [InlineData("AC A001 00 05 83", 0, 0, true, true, false, false)] // 15-bit picture id, not predicted
    [InlineData("E8 A001 14 05 83", 2, 0, true, false, true, true)] // predicted, U, third size
    [InlineData("E4 21 42 05 83", 1, 2, false, true, true, false)] // 7-bit picture id
    [InlineData("6C 50 00 83", 0, 2, true, true, true, true)] // no picture id
    [InlineData("BC 21 40 83", 0, 2, true, true, false, false)] // flexible mode has no TL0PICIDX
    public void TheVp9DescriptorSaysWhereAPacketLies(string payload, byte spatial, byte temporal, bool starts, bool ends, bool needsOthers, bool mayRaise)
    {
        Assert.True(Vp9Descriptor.TryRead(Bytes(payload), out var position));
        Assert.Equal(Position(spatial, temporal, starts, ends, needsOthers, mayRaise), position);
    }

    [Theory]
    [InlineData("")]
    [InlineData("8C A001")] // no layers
    [InlineData("AC")]
    [InlineData("AC 20")]
    [InlineData("AC A001")]
    public void WithoutLayersNothingIsSaid(string payload) => Assert.False(Vp9Descriptor.TryRead(Bytes(payload), out _));

    /// <summary>Two sizes and two frame rates, independent but at key frames (L2T2_KEY): six templates, four decode targets.</summary>
    [Fact]
    public void TheDependencyDescriptorSaysWhereAPacketLiesByATemplateItNames()
    {
        var reader = new DependencyDescriptor();
        Assert.False(reader.TryRead([0xC0, 0, 1], out _));

        Assert.True(reader.TryRead(KeyFrame(), out var key));
        Assert.Equal(Position(0, 0, true, true, false, true), key);
        Assert.True(reader.TryRead([0x80 | 3, 0, 2], out var keyOfSecond));
        Assert.Equal(Position(1, 0, true, false, false, true), keyOfSecond);
        Assert.True(reader.TryRead([0xC0 | 2, 0, 3], out var higherRate));
        Assert.Equal(Position(0, 1, true, true, true, false), higherRate);
        Assert.True(reader.TryRead([0x40 | 4, 0, 4], out var delta));
        Assert.Equal(Position(1, 0, false, true, true, true), delta);
        Assert.False(reader.TryRead([0xC0 | 6, 0, 5], out _));
    }

    [Fact]
    public void AFrameMaySayForItselfWhatItNeeds()
    {
        var reader = new DependencyDescriptor();
        Assert.True(reader.TryRead(KeyFrame(), out _));

        // template 3 needs the frame before; this one says seven frames before, and that nothing may be raised here
        var bits = "10 000011 0000000000001001" + "00110" + "00 00 11 11" + "01 0110 00";
        Assert.True(reader.TryRead(FromBits(bits), out var position));
        Assert.Equal(Position(1, 0, true, false, true, false), position);
    }

    [Fact]
    public void EveryTruncationIsRefusedOrReadWithoutHarm()
    {
        var whole = KeyFrame();
        for (var length = 0; length < whole.Length - 1; length++)
        {
            var reader = new DependencyDescriptor();
            Assert.False(reader.TryRead(whole.AsSpan(0, length), out _));
            Assert.True(reader.TryRead(whole, out _));
        }
    }

    internal static byte[] KeyFrame() => FromBits(
        "11 000000 0000000000000001" + "10000" // a structure follows
        + "000000" + "00011" // template ids from 0; four targets: S0T0, S0T1, S1T0, S1T1
        + "00 01 10 00 01 11" // layers: 00 00 01 10 10 11
        + "10 10 10 10" + "10 10 00 00" + "00 01 00 00" + "00 00 10 10" + "00 00 10 10" + "00 00 00 01" // indications
        + "0" + "1 0011 0" + "1 0001 0" + "1 0000 0" + "1 0011 0" + "1 0001 0" // none, 4, 2, 1, 4, 2 frames before
        + "000" // no chains
        + "0"); // no resolutions

    private static LayerPosition Position(byte spatial, byte temporal, bool starts, bool ends, bool needsOthers, bool mayRaise) => new()
    {
        IsKnown = true, Spatial = spatial, Temporal = temporal, StartsFrame = starts, EndsFrame = ends, NeedsOtherPictures = needsOthers, MayRaiseTemporal = mayRaise,
    };

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", ""));

    private static byte[] FromBits(string text)
    {
        var bits = text.Replace(" ", "");
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '0');
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
