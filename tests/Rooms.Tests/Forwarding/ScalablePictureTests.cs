using Switchroom.Rooms.Forwarding;
using Switchroom.Rooms.Forwarding.Scalable;
using Switchroom.TestKit;

namespace Switchroom.Rooms.Tests.Forwarding;

/// <summary>
/// What becomes of a stream of three sizes and two frame rates. Each frame is one packet, written as its spatial layer; pictures are numbered from 0, odd ones
/// are of the higher temporal layer.
/// </summary>
public class ScalablePictureTests
{
    private readonly LayerClock _clock = new(90_000);
    private readonly VideoForwarder _forwarder = new();
    private ushort _sequence;

    [Theory]
    [InlineData(7, 7, "012 012 012 012")]
    [InlineData(2, 7, "012 012 012 012")]
    [InlineData(1, 7, "01 01 01 01")]
    [InlineData(0, 7, "0 0 0 0")]
    [InlineData(1, 0, "01 - 01 -")]
    [InlineData(0, 0, "0 - 0 -")]
    public void ThoseUpToTheOneAskedForAreSent(int spatial, int temporal, string expected)
    {
        _forwarder.SetTarget(0, temporal, spatial);

        Assert.Equal(expected, Sent(0, 4));
    }

    [Fact]
    public void ASmallerOneBeginsWithTheNextPictureAndALargerOneWithTheNextKeyFrame()
    {
        _forwarder.SetTarget(0);
        Assert.Equal("012 012", Sent(0, 2));
        _forwarder.SetTarget(0, maxSpatial: 1);
        Assert.Equal("01 01", Sent(2, 2));
        _forwarder.SetTarget(0, maxSpatial: 0);
        Assert.Equal("0 0", Sent(4, 2));
        _forwarder.SetTarget(0, maxSpatial: 2);
        Assert.Equal("0 0", Sent(6, 2));
        Assert.Equal("012 012", Sent(8, 2, keyAt: 8));
    }

    [Fact]
    public void ALargerOneThatHasToBeWaitedForIsAskedForByAKeyFrame()
    {
        _forwarder.SetTarget(0, maxSpatial: 0);
        Assert.Equal("0 0", Sent(0, 2));
        Assert.False(Decide(2, 1, key: false).WantsKeyFrame);
        _forwarder.SetTarget(0, maxSpatial: 1);

        Assert.Equal((DropReason.SpatialLayer, true), Reason(Decide(3, 1, key: false)));
        Assert.Equal((DropReason.SpatialLayer, false), Reason(Decide(3, 2, key: false)));
    }

    [Fact]
    public void MoreFramesBeginWhereTheStreamSaysThatNoneLeftOutAreNeeded()
    {
        _forwarder.SetTarget(0, maxTemporal: 0, maxSpatial: 0);
        Assert.Equal("0 - 0 -", Sent(0, 4));
        _forwarder.SetTarget(0, maxTemporal: 1, maxSpatial: 0);

        Assert.Equal("0 -", Sent(4, 2, mayRaise: false));
        Assert.Equal("0 0", Sent(6, 2, mayRaise: true));
    }

    [Fact]
    public void NumbersCloseUpAndTheLargestSentEndsThePicture()
    {
        _forwarder.SetTarget(0, maxSpatial: 1);
        var sent = new List<ForwardingDecision>();
        for (var picture = 0; picture < 5; picture++)
        {
            for (byte spatial = 0; spatial < 3; spatial++)
            {
                sent.Add(Decide(picture, spatial, key: picture == 0));
            }
        }

        sent.RemoveAll(decision => !decision.IsSent);
        Assert.Equal(Enumerable.Range(sent[0].SequenceNumber, 10), sent.Select(decision => (int)decision.SequenceNumber));
        Assert.Equal([false, true, false, true, false, true, false, true, false, true], sent.Select(decision => decision.EndsPicture));
    }

    [Fact]
    public void ALayerThatThePublisherStartsLaterIsSentAtOnceToWhomItMayGo()
    {
        _forwarder.SetTarget(0);
        Assert.Equal("0 0", Sent(0, 2, layers: 1));

        Assert.Equal("01 01", Sent(2, 2, layers: 2));
    }

    [Fact]
    public void WithAPauseThePictureGoesOnAtAKeyFrameOfTheSmallestLayer()
    {
        _forwarder.SetTarget(0);
        Sent(0, 2);
        _forwarder.SetTarget(null);
        Assert.Equal("- -", Sent(2, 2));
        _forwarder.SetTarget(0, maxSpatial: 1);

        Assert.Equal("- -", Sent(4, 2));
        Assert.Equal("01 01", Sent(6, 2, keyAt: 6));
    }

    [Fact]
    public void DecidingAllocatesNothing()
    {
        _forwarder.SetTarget(0, maxSpatial: 1);
        Decide(0, 0, key: true);
        var payload = Payload(0, key: false);
        var picture = 0;
        Assert.Equal(0, Allocations.InSteadyState(() =>
        {
            for (var i = 0; i < 1000; i++)
            {
                picture++;
                Decide(picture, (byte)(i % 3), key: false, payload: payload);
            }
        }));
    }

    private static (DropReason Reason, bool WantsKeyFrame) Reason(ForwardingDecision decision) => (decision.Drop, decision.WantsKeyFrame);

    /// <summary>A VP9 payload that says where it lies, for where decoding can begin.</summary>
    private static byte[] Payload(byte spatial, bool key) => [(byte)(key ? 0x2c : 0x6c), (byte)(spatial << 1), 0, 0xaa];

    private string Sent(int first, int count, int keyAt = 0, bool mayRaise = true, int layers = 3) => string.Join(' ', Enumerable.Range(first, count).Select(picture =>
    {
        var sent = string.Concat(Enumerable.Range(0, layers).Where(spatial => Decide(picture, (byte)spatial, picture == keyAt, mayRaise).IsSent));
        return sent.Length == 0 ? "-" : sent;
    }));

    private ForwardingDecision Decide(int picture, byte spatial, bool key, bool mayRaise = true, byte[]? payload = null) => _forwarder.Decide(new MediaPacket
    {
        SequenceNumber = ++_sequence,
        Timestamp = (uint)(picture * 3000),
        Codec = VideoCodec.Vp9,
        Payload = payload ?? Payload(spatial, key),
        Position = new LayerPosition
        {
            IsKnown = true,
            Spatial = spatial,
            Temporal = (byte)(picture % 2),
            StartsFrame = true,
            EndsFrame = true,
            NeedsOtherPictures = !key,
            MayRaiseTemporal = mayRaise,
        },
        Clock = _clock,
        ArrivedAt = TimeSpan.FromMilliseconds(picture * 33),
    });
}
