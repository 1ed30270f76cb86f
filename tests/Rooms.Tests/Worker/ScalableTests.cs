using Switchroom.Rooms.Forwarding.Scalable;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.TestKit;
using Switchroom.TestKit.Peers;

namespace Switchroom.Rooms.Tests.Worker;

/// <summary>A publisher of VP9 with three sizes in one stream (L3T2_KEY): who asks for less, or has less bandwidth, gets less.</summary>
public sealed class ScalableTests : IDisposable
{
    private static readonly TestMedia Vp9 = new("1", "video", 2222)
    {
        CodecLines =
        [
            "rtpmap:98 VP9/90000", "rtcp-fb:98 transport-cc", "rtcp-fb:98 ccm fir", "rtcp-fb:98 nack", "rtcp-fb:98 nack pli", "fmtp:98 profile-id=0",
            "rtpmap:99 rtx/90000", "fmtp:99 apt=98",
        ],
    };

    private readonly WorkerUnderTest _test = new();
    private ushort _sequence;
    private int _picture;

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(160, 90, 0)]
    [InlineData(320, 180, 0)]
    [InlineData(640, 360, 1)]
    [InlineData(1280, 720, 2)]
    public void TheSizeShownDecidesTheLargestLayerSent(int width, int height, int largest)
    {
        var (publisher, subscriber, track) = Publishing();
        Send(publisher, pictures: 60, Octets(1));
        Show(track, new TrackSettings { Width = width, Height = height });
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        subscriber.Subscriber.RtpReceived.Clear();

        Send(publisher, pictures: 60, Octets(1));

        var packets = subscriber.Subscriber.RtpReceived.Select(Read).ToList();
        Assert.Equal(60 * (largest + 1), packets.Count);
        Assert.Equal(largest, packets.Max(packet => packet.Spatial));
        Assert.All(packets, packet => Assert.Equal(packet.Spatial == largest, packet.Marker));
        Assert.Equal(Enumerable.Range(packets[0].Sequence, packets.Count), packets.Select(packet => packet.Sequence));
    }

    [Fact]
    public void ALargerOneComesBackWithTheKeyFrameThatIsAskedFor()
    {
        var (publisher, subscriber, track) = Publishing();
        Send(publisher, pictures: 60, Octets(1));
        Show(track, new TrackSettings { Quality = VideoQuality.Low });
        Send(publisher, pictures: 60, Octets(1));
        subscriber.Subscriber.RtpReceived.Clear();
        publisher.Publisher.RtcpReceived.Clear();

        Show(track, new TrackSettings { Quality = VideoQuality.High });
        Send(publisher, pictures: 30, Octets(1));
        Assert.Equal(0, subscriber.Subscriber.RtpReceived.Select(Read).Max(packet => packet.Spatial));
        Assert.NotEmpty(publisher.Publisher.RtcpReceived);
        _picture = 0;
        Send(publisher, pictures: 1, Octets(1));

        Assert.Equal([0, 1, 2], subscriber.Subscriber.RtpReceived.Select(Read).TakeLast(3).Select(packet => packet.Spatial));
    }

    [Fact]
    public void ALowFrameRateTakesTheLowerTemporalLayerOnly()
    {
        var (publisher, subscriber, track) = Publishing();
        Send(publisher, pictures: 60, Octets(1));
        Show(track, new TrackSettings { Width = 640, Height = 360, Fps = 10 });
        Send(publisher, pictures: 30, Octets(1));
        subscriber.Subscriber.RtpReceived.Clear();

        Send(publisher, pictures: 60, Octets(1));

        Assert.Equal(60, subscriber.Subscriber.RtpReceived.Count);
        Assert.All(subscriber.Subscriber.RtpReceived.Select(Read), packet => Assert.Equal(0, packet.Temporal));
    }

    [Fact]
    public void ANarrowPathGetsASmallerPictureAndAWideOneTheLargest()
    {
        var (publisher, narrow, _) = Publishing();
        var wide = _test.Join("c");
        _test.RunUntil(() => wide.IsConnected);
        narrow.Subscriber.ReportsArrivals = wide.Subscriber.ReportsArrivals = true;
        _test.Simulation.Network.SetLink(WorkerUnderTest.Address, narrow.Subscriber.Address, new LinkProfile { BytesPerSecond = 250_000 / 8.0, Delay = TimeSpan.FromMilliseconds(20) });

        // 72, 192 and 432 kbit/s; a key frame every three seconds
        for (var i = 0; i < 10; i++)
        {
            _picture = 0;
            Send(publisher, pictures: 90, [300, 500, 1_000]);
        }

        Assert.Equal(2, LastSecond(wide).Max(packet => packet.Spatial));
        var seen = LastSecond(narrow);
        Assert.InRange(seen.Max(packet => packet.Spatial), 0, 1);
        Assert.InRange(seen.Count(packet => packet.Marker), 20, 35);
    }

    private static int[] Octets(int scale) => [50 * scale, 100 * scale, 200 * scale];

    private static (int Spatial, int Temporal, bool Marker, int Sequence) Read(byte[] packet)
    {
        Assert.True(RtpPacket.TryParse(packet, out var rtp));
        Assert.True(Vp9Descriptor.TryRead(rtp.Payload, out var position));
        return (position.Spatial, position.Temporal, rtp.Marker, rtp.SequenceNumber);
    }

    private static List<(int Spatial, int Temporal, bool Marker, int Sequence)> LastSecond(TestClient client)
    {
        var packets = client.Subscriber.RtpReceived.Where(packet => RtpPacket.TryParse(packet, out var rtp) && rtp.PayloadType.Value == 98).ToList();
        Assert.True(RtpPacket.TryParse(packets[^1], out var last));
        var newest = last.Timestamp;
        return [.. packets.Where(packet => RtpPacket.TryParse(packet, out var rtp) && newest - rtp.Timestamp < 90_000).Select(Read)];
    }

    private (TestClient Publisher, TestClient Subscriber, string Track) Publishing()
    {
        var (publisher, subscriber) = (_test.Join("a"), _test.Join("b"));
        var track = publisher.Publish(Vp9)[0];
        _test.Must(new UpdateVideoLayers(WorkerUnderTest.RoomId, "a", track,
            [new(VideoQuality.Low, 320, 180, 0), new(VideoQuality.Medium, 640, 360, 0), new(VideoQuality.High, 1280, 720, 0)]));
        _test.RunUntil(() => publisher.IsConnected && subscriber.IsConnected);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        return (publisher, subscriber, track);
    }

    private void Show(string track, TrackSettings settings) => _test.Must(new UpdateTrackSettings(WorkerUnderTest.RoomId, "b", [track], settings));

    /// <summary>Thirty pictures a second, each of three frames of one packet; the first of all is a key frame, every other one of the higher temporal layer.</summary>
    private void Send(TestClient publisher, int pictures, int[] octets)
    {
        for (var i = 0; i < pictures; i++, _picture++)
        {
            for (var spatial = 0; spatial < 3; spatial++)
            {
                var flags = (byte)(0xac | (_picture == 0 ? 0 : 0x40));
                var layers = (byte)(((_picture % 2) << 5) | 0x10 | (spatial << 1));
                byte[] payload = [flags, (byte)(0x80 | (_picture >> 8)), (byte)_picture, layers, 0, .. new byte[octets[spatial]]];
                publisher.Send(Vp9, _sequence++, (uint)(_test.Now.TotalSeconds * 90_000), payload, payloadType: 98, marker: spatial == 2);
            }

            _test.Simulation.RunFor(TimeSpan.FromMilliseconds(33));
        }
    }
}
