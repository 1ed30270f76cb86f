using Switchroom.Rooms.Worker;
using Switchroom.Rtp;
using Switchroom.TestKit.Peers;

namespace Switchroom.Rooms.Tests.Worker;

public sealed class SingleConnectionTests : IDisposable
{
    private static readonly TestMedia Microphone = new("0", "audio", 1111);
    private static readonly TestMedia Camera = new("1", "video", 2222);
    private static readonly TestMedia Screen = new("2", "video", 3333);
    private readonly WorkerUnderTest _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void IsAskedForTheSectionsItLacksAndToldWhatIsOnThem()
    {
        var (publisher, subscriber) = Meet();
        var tracks = publisher.Publish(Microphone, Camera);
        _test.RunUntil(() => subscriber.TracksByMid.Count == 2);

        Assert.Equal([(0, 1)], subscriber.Requests);
        Assert.Empty(subscriber.Offers);
        Assert.Equal(tracks.Order(), subscriber.TracksByMid.Values.Order());

        Play(publisher, Microphone);
        Assert.Equal(50, subscriber.Publisher.RtpReceived.Count);
    }

    [Fact]
    public void PublishesOnTheSameConnection()
    {
        var (other, single) = Meet();
        var theirs = other.Publish(Microphone)[0];
        single.Publish(new TestMedia("m", "audio", 4444));
        _test.RunUntil(() => single.TracksByMid.Values.Contains(theirs) && _test.Of<TrackSubscribed>().Count() == 2);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));

        Play(single, new TestMedia("m", "audio", 4444));
        Assert.Equal(50, other.Subscriber.RtpReceived.Count);
        Assert.Equal(PeerRole.Publisher, Assert.Single(_test.Of<PeerConnected>(), connected => connected.ParticipantId == "b").Role);
    }

    [Fact]
    public void IsNotAskedTwiceWhenItsOwnOfferCrossesARequest()
    {
        var (publisher, subscriber) = Meet();
        subscriber.Answers = false;
        publisher.Publish(Camera);
        Assert.Equal([(0, 1)], subscriber.Requests);

        subscriber.Offer();
        Assert.Equal([(0, 1)], subscriber.Requests);

        _test.Join("c").Publish(Screen);
        Assert.Equal([(0, 1), (0, 1)], subscriber.Requests);

        subscriber.OfferSections(0, 2);
        Assert.Equal(2, subscriber.TracksByMid.Count);
        Assert.Equal(2, subscriber.Requests.Count);
    }

    [Fact]
    public void ATrackThatEndsIsToldBeforeAnotherTakesItsPlace()
    {
        var (publisher, subscriber) = Meet();
        var first = publisher.Publish(Microphone)[0];
        _test.RunUntil(() => subscriber.TracksByMid.Values.Contains(first));

        _test.Must(new UnpublishTrack(WorkerUnderTest.RoomId, "a", first));
        _test.RunUntil(() => subscriber.TracksByMid.Count == 0);
        Assert.Equal([(0, 0), (0, 0)], subscriber.Requests);

        var second = _test.Join("c").Publish(Microphone)[0];
        _test.RunUntil(() => subscriber.TracksByMid.Values.Contains(second));
        Assert.Equal([(0, 0), (0, 0), (0, 0)], subscriber.Requests);
    }

    [Fact]
    public void IsAskedAgainAfterAResume()
    {
        var (publisher, subscriber) = Meet();
        subscriber.Answers = false;
        publisher.Publish(Camera);
        subscriber.Answers = true;
        _test.Must(new SuspendParticipant(WorkerUnderTest.RoomId, "b"));
        _test.Must(new ResumeParticipant(WorkerUnderTest.RoomId, "b"));
        _test.RunUntil(() => subscriber.TracksByMid.Count == 1);

        Assert.Equal([(0, 1), (0, 1)], subscriber.Requests);
    }

    private (TestClient Publisher, TestClient Subscriber) Meet()
    {
        var publisher = _test.Join("a");
        var subscriber = _test.Join("b", profile => profile with { SingleConnection = true });
        subscriber.OfferSections(1, 0);
        _test.RunUntil(() => publisher.IsConnected && subscriber.IsConnected);
        return (publisher, subscriber);
    }

    private void Play(TestClient from, TestMedia media)
    {
        _test.RunUntil(() => from.IsConnected);
        _test.Simulation.RunFor(TimeSpan.FromSeconds(1));
        for (ushort i = 0; i < 50; i++)
        {
            from.Send(media, i, i * 960u, [1, (byte)i]);
            _test.Simulation.RunFor(TimeSpan.FromMilliseconds(20));
        }
    }
}
