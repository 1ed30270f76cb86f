using Switchroom.Rooms.Tests.Forwarding;
using Switchroom.Rooms.Worker;
using Switchroom.TestKit;
using Switchroom.TestKit.Peers;

namespace Switchroom.Rooms.Tests.Worker;

/// <summary>Pictures over a path that does not carry them for a while.</summary>
public sealed class BandwidthTests : IDisposable
{
    private const int VideoBitrate = 800_000;
    private static readonly TestMedia Microphone = new("0", "audio", 1111);
    private static readonly TestMedia Camera = new("1", "video", 2222);
    private readonly WorkerUnderTest _test = new();
    private int _ticks;

    public void Dispose() => _test.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // then nothing flows at all, and nothing but probes can tell that the path is wide again
    public void APictureThatDidNotFitComesBackOnceItDoes(bool withSound)
    {
        var (publisher, subscriber) = (_test.Join("a"), _test.Join("b"));
        subscriber.Subscriber.ReportsArrivals = true;
        TestMedia[] media = withSound ? [Microphone, Camera] : [Camera];
        publisher.Publish(media);
        _test.RunUntil(() => publisher.IsConnected && subscriber.IsConnected);
        Narrow(subscriber, 300_000);
        SendUntil(publisher, media, IsPaused(true));

        SendFor(publisher, media, seconds: 3);
        Assert.True(IsPaused(true)());
        Widen(subscriber);
        SendUntil(publisher, media, IsPaused(false));
        SendFor(publisher, media, seconds: 3);
        Assert.True(IsPaused(false)());
    }

    [Fact]
    public void ANewPictureFlowsAfterAnEarlierOneLeftTheEstimateLow()
    {
        var (publisher, subscriber) = (_test.Join("a"), _test.Join("b"));
        subscriber.Subscriber.ReportsArrivals = true;
        var camera = publisher.Publish(Microphone, Camera)[1];
        _test.RunUntil(() => publisher.IsConnected && subscriber.IsConnected);
        Narrow(subscriber, 300_000);
        SendUntil(publisher, [Microphone, Camera], IsPaused(true));
        _test.Must(new UnpublishTrack(WorkerUnderTest.RoomId, "a", camera));
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        Widen(subscriber);

        // it is known to be too much before the first packet could leave: no packet of any picture was sent on its section, nor is another there
        subscriber.Answers = false;
        var other = _test.Join("c");
        other.Publish(Camera);
        _test.RunUntil(() => other.IsConnected);
        SendFor(other, [Camera], seconds: 2);
        _test.Must(new SubscriberAnswer(WorkerUnderTest.RoomId, "b", subscriber.Subscriber.HandleOffer(subscriber.Offers[^1], _test.Now)));
        subscriber.Answers = true;
        subscriber.Subscriber.RtpReceived.Clear();

        SendUntil(other, [Camera], () => subscriber.Subscriber.RtpReceived.Count(packet => packet.Length > 900) > 200);
    }

    [Fact]
    public void APictureComesBackThoughAllThatWasHeardLastWasAFullPath()
    {
        var (publisher, subscriber) = (_test.Join("a"), _test.Join("b"));
        subscriber.Subscriber.ReportsArrivals = true;
        publisher.Publish(Camera);
        _test.RunUntil(() => publisher.IsConnected && subscriber.IsConnected);
        Narrow(subscriber, 120_000);
        SendFor(publisher, [Camera], seconds: 15);
        Assert.True(IsPaused(true)());

        Widen(subscriber);
        SendUntil(publisher, [Camera], IsPaused(false));
    }

    [Fact]
    public void WhoIsSilentTakesNothingFromThePictures()
    {
        using var test = new WorkerUnderTest(startBitrate: 600_000);
        var (publisher, subscriber) = (test.Join("a"), test.Join("b"));
        subscriber.Subscriber.ReportsArrivals = true;
        publisher.Publish([Camera, .. Enumerable.Range(1, 16).Select(number => new TestMedia($"m{number}", "audio", (uint)(10_000 + number)))]);
        test.RunUntil(() => publisher.IsConnected && subscriber.IsConnected);

        // 50 key frames a second: 400 kbit/s
        for (ushort frame = 0; frame < 250; frame++)
        {
            byte[] picture = [.. VideoForwarderTests.Vp8(frame, key: true), .. new byte[990]];
            publisher.Send(Camera, frame, frame * 1_800u, picture);
            test.Simulation.RunFor(TimeSpan.FromMilliseconds(20));
        }

        Assert.Empty(test.Of<StreamStateChanged>());
        Assert.InRange(subscriber.Subscriber.RtpReceived.Count(packet => packet.Length > 900), 240, 250);
    }

    private Func<bool> IsPaused(bool paused) => () => _test.Of<StreamStateChanged>().LastOrDefault()?.Changes[0].Paused == paused;

    private void Narrow(TestClient subscriber, int bitsPerSecond) =>
        Link(subscriber, new LinkProfile { Delay = TimeSpan.FromMilliseconds(20), BytesPerSecond = bitsPerSecond / 8.0 });

    private void Widen(TestClient subscriber) => Link(subscriber, new LinkProfile { Delay = TimeSpan.FromMilliseconds(20) });

    private void Link(TestClient subscriber, LinkProfile profile) =>
        _test.Simulation.Network.SetLink(subscriber.Subscriber.Server, subscriber.Subscriber.Address, profile);

    private void SendFor(TestClient publisher, TestMedia[] media, int seconds)
    {
        var from = _test.Now;
        SendUntil(publisher, media, () => _test.Now - from >= TimeSpan.FromSeconds(seconds));
    }

    /// <summary>Each packet of the picture is a key frame, so that it may begin with any.</summary>
    private void SendUntil(TestClient publisher, TestMedia[] media, Func<bool> done)
    {
        for (var limit = _test.Now + TimeSpan.FromSeconds(60); !done(); _ticks++)
        {
            Assert.True(_test.Now < limit, "not within a minute of virtual time");
            foreach (var item in media)
            {
                byte[] payload = item.Kind == "audio" ? [1, 2, 3] : [.. VideoForwarderTests.Vp8(_ticks & 0x7fff, key: true), .. new byte[VideoBitrate / 8 / 100]];
                publisher.Send(item, (ushort)_ticks, (uint)(_ticks * 900), payload);
            }

            _test.Simulation.RunFor(TimeSpan.FromMilliseconds(10));
        }
    }
}
