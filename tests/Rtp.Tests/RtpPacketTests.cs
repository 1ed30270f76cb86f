using FsCheck.Xunit;
using Switchroom.Rtp.HeaderExtensions;
using Switchroom.Rtp.Retransmission;

namespace Switchroom.Rtp.Tests;

public sealed class RtpPacketTests
{
    private static readonly RtpHeader Header = new(new PayloadType(111), 65_535, 0xdead_beef, new Ssrc(0x1234_5678), Marker: true);
    private readonly byte[] _buffer = new byte[300];

    [Fact]
    public void ReadsBackWhatItWrote()
    {
        var writer = new RtpWriter(_buffer, Header);
        Assert.True(writer.TryAddExtension(1, [new AudioLevel(42, true).ToByte()]));
        Assert.True(writer.TryAddExtension(4, "mid0"u8));
        Assert.False(writer.TryAddExtension(15, [1]));
        Assert.True(writer.TryWritePayload([1, 2, 3]));
        Assert.True(RtpPacket.TryParse(_buffer.AsSpan(0, writer.Length), out var packet));

        Assert.Equal(Header, RtpHeader.Of(packet));
        Assert.Equal([1, 2, 3], packet.Payload.ToArray());
        Assert.True(packet.Extensions.TryGet(4, out var mid));
        Assert.True(mid.SequenceEqual("mid0"u8));
        Assert.True(packet.Extensions.TryGet(1, out var value) && AudioLevel.TryRead(value, out var level) && level == new AudioLevel(42, true));
        Assert.False(packet.Extensions.TryGet(2, out _));
    }

    [Fact]
    public void UsesTheTwoByteFormWhenTheFirstElementNeedsIt()
    {
        var writer = new RtpWriter(_buffer, Header);
        Assert.True(writer.TryAddExtension(200, "a rather long identification"u8));
        Assert.True(writer.TryAddExtension(3, []));
        Assert.True(writer.TryAddExtension(2, [9]));
        Assert.True(writer.TryWritePayload([7]));
        Assert.True(RtpPacket.TryParse(_buffer.AsSpan(0, writer.Length), out var packet));

        Assert.True(packet.Extensions.TryGet(200, out var value));
        Assert.True(value.SequenceEqual("a rather long identification"u8));
        Assert.True(packet.Extensions.TryGet(3, out value) && value.IsEmpty);
        Assert.True(packet.Extensions.TryGet(2, out value) && value[0] == 9);
        Assert.Equal([7], packet.Payload.ToArray());
    }

    [Fact]
    public void LeavesPaddingAndSourcesOutOfThePayload()
    {
        byte[] datagram = [0xa1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 9, 0xaa, 0xbb, 0, 2];

        Assert.True(RtpPacket.TryParse(datagram, out var packet));

        Assert.Equal([0xaa, 0xbb], packet.Payload.ToArray());
        Assert.Equal((1, new Ssrc(9), 2), (packet.CsrcCount, packet.Csrc(0), packet.PaddingLength));
    }

    [Theory]
    [InlineData("")]
    [InlineData("8000000100000002000000")]
    [InlineData("400000010000000200000003")]
    [InlineData("80c800010000000200000003")]
    [InlineData("810000010000000200000003")]
    [InlineData("900000010000000200000003")]
    [InlineData("900000010000000200000003bede0001")]
    [InlineData("a00000010000000200000003")]
    [InlineData("a0000001000000020000000300")]
    [InlineData("a0000001000000020000000302")]
    public void RefusesWhatContradictsItself(string hex) => Assert.False(RtpPacket.TryParse(Convert.FromHexString(hex), out _));

    [Fact]
    public void SaysWhenTheBufferIsTooSmall()
    {
        var writer = new RtpWriter(_buffer.AsSpan(0, 20), Header);

        Assert.False(writer.TryAddExtension(1, "0123456789"u8));
        Assert.False(writer.TryWritePayload(new byte[9]));
        Assert.True(writer.TryWritePayload(new byte[8]));
    }

    [Property]
    public bool ReadsBackRetransmissionsAndRedundancy(byte[] first, byte[] second, ushort sequence)
    {
        var buffer = new byte[4000];
        var length = RedPayload.Write(buffer, new PayloadType(111), 960, first, second);
        Assert.True(RedPayload.TryParse(buffer.AsSpan(0, length), out var red));
        var blocks = red.GetEnumerator();
        Assert.True(blocks.MoveNext() && blocks.Current.TimestampOffset == 960 && blocks.Current.Data.SequenceEqual(first));
        Assert.True(blocks.MoveNext() && blocks.Current.PayloadType.Value == 111 && blocks.Current.Data.SequenceEqual(second));
        Assert.False(blocks.MoveNext());

        length = RtxPayload.Write(buffer, sequence, first);
        return RtxPayload.TryRead(buffer.AsSpan(0, length), out var original, out var payload)
            ? original == sequence && payload.SequenceEqual(first)
            : first.Length == 0;
    }

    [Fact]
    public void WritesSendTimeInSixEighteen()
    {
        Span<byte> value = stackalloc byte[AbsoluteSendTime.Length];

        AbsoluteSendTime.Write(value, TimeSpan.FromSeconds(65.5));

        Assert.True(AbsoluteSendTime.TryRead(value, out var time));
        Assert.Equal(1.5 * (1 << 18), time);
    }
}
