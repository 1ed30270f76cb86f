using Switchroom.Rooms.Forwarding;

namespace Switchroom.Rooms.Tests.Forwarding;

public class RetransmissionTests
{
    [Fact]
    public void TheCacheKeepsWhatFitsAndForgetsTheOldest()
    {
        var cache = new PacketCache(1_000, 16);
        for (ushort i = 0; i < 10; i++)
        {
            cache.Add(i, [7, (byte)i], Enumerable.Repeat((byte)i, 198).ToArray(), marker: i == 9, 96);
        }

        Assert.False(cache.TryGet(4, out _));
        for (ushort i = 5; i < 10; i++)
        {
            Assert.True(cache.TryGet(i, out var packet));
            Assert.Equal((198, (byte)i, i == 9, (byte)96), (packet.Payload.Length, packet.Payload[0], packet.Marker, packet.PayloadType));
            Assert.Equal([7, (byte)i], packet.DependencyDescriptor.ToArray());
        }
    }

    [Fact]
    public void ANumberReusedByTheRingIsNotTakenForTheOldPacket()
    {
        var cache = new PacketCache(10_000, 16);
        cache.Add(3, [], [1, 2, 3], marker: false, 96);
        cache.Add(19, [], [4, 5, 6], marker: false, 96);

        Assert.False(cache.TryGet(3, out _));
        Assert.True(cache.TryGet(19, out var packet));
        Assert.Equal([4, 5, 6], packet.Payload.ToArray());
    }

    [Fact]
    public void APacketIsNotSentAgainTooSoonNorForEver()
    {
        var log = new SentLog(64);
        log.Add(new SentPacket(7, 900, 1, 1_007, default, 96));
        Assert.False(log.TryTakeForResend(8, TimeSpan.Zero, out _));

        var resent = 0;
        for (var now = TimeSpan.FromSeconds(1); now < TimeSpan.FromSeconds(3); now += TimeSpan.FromMilliseconds(10))
        {
            resent += log.TryTakeForResend(7, now, out var sent) && sent.SourceSequenceNumber == 1_007 ? 1 : 0;
        }

        Assert.Equal(SentLog.MaxTimes, resent);
    }

    [Fact]
    public void APacketIsNotSentAgainTooSoonAfterMonthsEither()
    {
        var log = new SentLog(64);
        foreach (var days in new[] { 49.71, 50, 120 })
        {
            var now = TimeSpan.FromDays(days);
            log.Add(new SentPacket(7, 900, 1, 1_007, default, 96));

            Assert.True(log.TryTakeForResend(7, now, out _));
            Assert.False(log.TryTakeForResend(7, now + (SentLog.Again / 2), out _));
            Assert.True(log.TryTakeForResend(7, now + (2 * SentLog.Again), out _));
        }
    }

    [Theory]
    [InlineData(new byte[] { 0xef, 0, 0, 2, 0x6f, 1, 2, 3, 4 }, new byte[] { 3, 4 })]
    [InlineData(new byte[] { 0x6f, 9 }, new byte[] { 9 })]
    public void TheNewestBlockOfRedundantAudioIsFound(byte[] red, byte[] expected)
    {
        Assert.True(RedundantAudio.TryReadPrimary(red, out var primary));
        Assert.Equal(expected, primary.ToArray());
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0xef, 0, 0 })]
    [InlineData(new byte[] { 0xef, 0, 0, 9, 0x6f, 1 })]
    public void BrokenRedundantAudioIsRefused(byte[] red) => Assert.False(RedundantAudio.TryReadPrimary(red, out _));
}
