using Switchroom.Rooms.Forwarding;
using Switchroom.TestKit;
using Switchroom.WebRtc.Media;

namespace Switchroom.Rooms.Tests.Forwarding;

public class VideoForwarderTests
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(33);
    private readonly LayerClock[] _clocks = [new(90_000), new(90_000), new(90_000)];
    private readonly VideoForwarder _forwarder = new();

    [Fact]
    public void BeginsAtAKeyFrameAndAsksForOne()
    {
        _forwarder.SetTarget(0);
        Assert.Equal(ForwardingDecision.Dropped(DropReason.AwaitingKeyFrame, wantsKeyFrame: true), Decide(0, 10, 900, Vp8(pictureId: 5)));

        var decision = Decide(0, 11, 900, Vp8(pictureId: 6, key: true));
        Assert.Equal((DropReason.None, (ushort)11, 900u, true), (decision.Drop, decision.SequenceNumber, decision.Timestamp, decision.Switched));
        Assert.Equal(6, decision.Descriptor.PictureId);
    }

    [Fact]
    public void ChangesLayersOnlyAtAKeyFrameAndContinuesAllNumbers()
    {
        // Both layers' reports name the same wall clock: layer 0's time 1,000 is layer 2's 50,000.
        _clocks[0].Report(100UL << 32, 1_000);
        _clocks[2].Report(100UL << 32, 50_000);
        _forwarder.SetTarget(0);
        Decide(0, 10, 1_000, Vp8(pictureId: 5, tl0: 9, keyIndex: 3, key: true));
        _forwarder.SetTarget(2);

        Assert.Equal(DropReason.None, Decide(0, 11, 4_000, Vp8(pictureId: 6, tl0: 10, keyIndex: 3)).Drop);
        Assert.True(Decide(2, 700, 53_000, Vp8(pictureId: 300)).WantsKeyFrame);
        var first = Decide(2, 701, 56_000, Vp8(pictureId: 301, tl0: 77, keyIndex: 20, key: true));

        Assert.Equal((DropReason.None, (ushort)12, 7_000u, true), (first.Drop, first.SequenceNumber, first.Timestamp, first.Switched));
        Assert.Equal((7, 11, 4), (first.Descriptor.PictureId, first.Descriptor.Tl0PictureIndex, first.Descriptor.KeyIndex));
        Assert.Equal(DropReason.OtherLayer, Decide(0, 12, 7_000, Vp8(pictureId: 7)).Drop);
        Assert.Equal(DropReason.TooLate, Decide(2, 700, 53_000, Vp8(pictureId: 300)).Drop);
        Assert.Equal(8, Decide(2, 702, 59_000, Vp8(pictureId: 302)).Descriptor.PictureId);
    }

    [Fact]
    public void WithoutReportsArrivalTimesTellTheStep()
    {
        _forwarder.SetTarget(0);
        Decide(0, 1, 1_000, Vp8(pictureId: 1, key: true), TimeSpan.FromSeconds(1));
        _forwarder.SetTarget(1);
        var first = Decide(1, 1, 77, Vp8(pictureId: 1, key: true), TimeSpan.FromSeconds(1.5));

        Assert.Equal(46_000u, first.Timestamp);
    }

    [Fact]
    public void TimeNeverRunsBackwardsOverASwitch()
    {
        _clocks[0].Report(100UL << 32, 0);
        _clocks[1].Report(200UL << 32, 0);
        _forwarder.SetTarget(1);
        Decide(1, 1, 10_000, Vp8(pictureId: 1, key: true), TimeSpan.FromSeconds(1));
        _forwarder.SetTarget(0);

        Assert.Equal(10_001u, Decide(0, 1, 10_000, Vp8(pictureId: 1, key: true), TimeSpan.FromSeconds(1)).Timestamp);
    }

    [Fact]
    public void APauseTakesEffectAtOnceAndEndsWithAKeyFrame()
    {
        _forwarder.SetTarget(0);
        Decide(0, 1, 0, Vp8(pictureId: 1, key: true));
        _forwarder.SetTarget(null);
        Assert.Equal(DropReason.Paused, Decide(0, 2, 3_000, Vp8(pictureId: 2)).Drop);

        _forwarder.SetTarget(0);
        Assert.True(Decide(0, 3, 6_000, Vp8(pictureId: 3)).WantsKeyFrame);
        var resumed = Decide(0, 4, 9_000, Vp8(pictureId: 4, key: true));
        Assert.Equal(((ushort)2, 2), (resumed.SequenceNumber, resumed.Descriptor.PictureId));
    }

    [Fact]
    public void HigherTemporalLayersAndPaddingLeaveNoGaps()
    {
        _forwarder.SetTarget(0, maxTemporal: 0);
        Decide(0, 1, 0, Vp8(pictureId: 1, key: true, temporal: 0));
        Assert.Equal(DropReason.TemporalLayer, Decide(0, 2, 3_000, Vp8(pictureId: 2, temporal: 2)).Drop);
        Assert.Equal(DropReason.Padding, Decide(0, 3, 3_000, []).Drop);

        var next = Decide(0, 4, 6_000, Vp8(pictureId: 3, temporal: 0));
        Assert.Equal(((ushort)2, 2), (next.SequenceNumber, next.Descriptor.PictureId));
    }

    [Fact]
    public void MoreTemporalLayersBeginWhereNothingLeftOutIsNeeded()
    {
        _forwarder.SetTarget(0, maxTemporal: 0);
        Decide(0, 1, 0, Vp8(pictureId: 1, key: true, temporal: 0));
        Decide(0, 2, 3_000, Vp8(pictureId: 2, temporal: 2));
        _forwarder.SetTarget(0, maxTemporal: 2);

        Assert.Equal(DropReason.TemporalLayer, Decide(0, 3, 6_000, Vp8(pictureId: 3, temporal: 1)).Drop);
        Assert.True(Decide(0, 4, 9_000, Vp8(pictureId: 4, temporal: 0)).IsSent);
        Assert.True(Decide(0, 5, 12_000, Vp8(pictureId: 5, temporal: 1, sync: true)).IsSent);
        Assert.Equal(DropReason.TemporalLayer, Decide(0, 6, 15_000, Vp8(pictureId: 6, temporal: 2)).Drop);
        Assert.True(Decide(0, 7, 18_000, Vp8(pictureId: 7, temporal: 2, sync: true)).IsSent);

        _forwarder.SetTarget(0, maxTemporal: 1);
        Assert.Equal(DropReason.TemporalLayer, Decide(0, 8, 21_000, Vp8(pictureId: 8, temporal: 2, sync: true)).Drop);
        _forwarder.SetTarget(0);
        Assert.True(Decide(0, 9, 24_000, Vp8(pictureId: 9, key: true, temporal: 0)).IsSent);
        Assert.True(Decide(0, 10, 27_000, Vp8(pictureId: 10, temporal: 2)).IsSent);
    }

    [Theory]
    [InlineData(0, VideoForwarder.AllLayers)]
    [InlineData(30, 2)]
    [InlineData(20, 2)]
    [InlineData(15, 1)]
    [InlineData(8, 1)]
    [InlineData(7, 0)]
    [InlineData(1, 0)]
    public void TheFrameRateShownDecidesTheTemporalLayers(int wanted, int highest)
    {
        var layer = new SourceLayer(new SourceTrack(null!, MediaCodec.Vp8), null, 0);
        var codec = new NegotiatedCodec(MediaCodec.Vp8, 96);
        var now = TimeSpan.Zero;
        foreach (var temporal in Enumerable.Repeat(new[] { 0, 2, 1, 2 }, 16).SelectMany(pattern => pattern))
        {
            now += Frame;
            layer.Count(new SourcePacket
            {
                Layer = layer, Codec = codec, Marker = true, SequenceNumber = 0, Timestamp = 0, Payload = Vp8(1, temporal: temporal), ArrivedAt = now,
            });
        }

        Assert.Equal(highest, layer.TemporalLayerFor(wanted, now));
    }

    [Theory]
    [InlineData(VideoCodec.H264, new byte[] { 0x67, 1, 2 }, true)]
    [InlineData(VideoCodec.H264, new byte[] { 0x78, 0, 2, 0x67, 1, 0, 2, 0x65, 1 }, true)]
    [InlineData(VideoCodec.H264, new byte[] { 0x7c, 0x85, 1 }, true)]
    [InlineData(VideoCodec.H264, new byte[] { 0x7c, 0x05, 1 }, false)]
    [InlineData(VideoCodec.H264, new byte[] { 0x41, 1, 2 }, false)]
    [InlineData(VideoCodec.Vp8, new byte[] { 0x10, 0x00 }, true)]
    [InlineData(VideoCodec.Vp8, new byte[] { 0x10, 0x01 }, false)]
    [InlineData(VideoCodec.Vp8, new byte[] { 0x00, 0x00 }, false)]
    [InlineData(VideoCodec.Vp9, new byte[] { 0x88, 0x05, 1 }, true)]
    [InlineData(VideoCodec.Vp9, new byte[] { 0xc8, 0x05, 1 }, false)]
    [InlineData(VideoCodec.Av1, new byte[] { 0x18, 1 }, true)]
    [InlineData(VideoCodec.Av1, new byte[] { 0x10, 1 }, false)]
    internal void KnowsWhereDecodingCanBegin(VideoCodec codec, byte[] payload, bool expected) =>
        Assert.Equal(expected, KeyFrame.StartsAt(codec, payload));

    [Fact]
    public void TruncatedPayloadsAreRefusedNotRead()
    {
        var whole = Vp8(pictureId: 300, tl0: 4, keyIndex: 5, temporal: 1, key: true);
        for (var length = 0; length < 7; length++)
        {
            Assert.False(Vp8Descriptor.TryParse(whole.AsSpan(0, length), out _));
        }

        Assert.True(Vp8Descriptor.TryParse(whole, out _));
    }

    [Fact]
    public void ALayerThatGoesOnInAnotherStreamWaitsForItsKeyFrameAndContinuesAllNumbers()
    {
        _forwarder.SetTarget(0);
        Decide(0, 50_000, 900, Vp8(pictureId: 500, key: true), TimeSpan.FromSeconds(1));
        _clocks[0] = new LayerClock(90_000);

        Assert.True(Decide(0, 20_000, 7_000, Vp8(pictureId: 40), TimeSpan.FromSeconds(1.1)).WantsKeyFrame);
        var first = Decide(0, 20_001, 16_000, Vp8(pictureId: 41, key: true), TimeSpan.FromSeconds(1.2));

        Assert.Equal((DropReason.None, (ushort)50_001, 18_900u, 501), (first.Drop, first.SequenceNumber, first.Timestamp, first.Descriptor.PictureId));
        Assert.Equal(50_002, Decide(0, 20_002, 19_000, Vp8(pictureId: 42), TimeSpan.FromSeconds(1.3)).SequenceNumber);
    }

    [Fact]
    public void DecidingAllocatesNothing()
    {
        _forwarder.SetTarget(0);
        var payload = Vp8(pictureId: 1, key: true);
        var number = 0;
        void DecideMany()
        {
            for (var i = 0; i < 1000; i++, number++)
            {
                Decide(0, (ushort)number, (uint)number, payload);
            }
        }

        DecideMany();
        Assert.Equal(0, Allocations.InSteadyState(DecideMany));
    }

    /// <summary>A VP8 packet that begins a frame, with a 15-bit picture id.</summary>
    internal static byte[] Vp8(int pictureId, int tl0 = -1, int keyIndex = -1, bool key = false, int temporal = -1, bool sync = false)
    {
        var descriptor = new Vp8Descriptor
        {
            First = 0x10, PictureId = pictureId, IsLongPictureId = true, Tl0PictureIndex = tl0, KeyIndex = keyIndex, TemporalLayer = temporal, IsLayerSync = sync,
        };
        Span<byte> buffer = stackalloc byte[Vp8Descriptor.MaxLength];
        var length = descriptor.Write(buffer);
        return [.. buffer[..length], (byte)(key ? 0 : 1), 0xaa, 0xbb];
    }

    private ForwardingDecision Decide(int layer, ushort sequence, uint timestamp, byte[] payload, TimeSpan? at = null) =>
        _forwarder.Decide(new MediaPacket
        {
            Layer = layer,
            SequenceNumber = sequence,
            Timestamp = timestamp,
            Codec = VideoCodec.Vp8,
            Payload = payload,
            Clock = _clocks[layer],
            ArrivedAt = at ?? Frame * sequence,
        });
}
