using System.Collections.Immutable;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Tests.Membership;

public class SubscribingTests
{
    private readonly RoomUnderTest _room = new();

    [Fact]
    public void EverybodyButThePublisherGetsATrack()
    {
        _room.MustJoin("a", "b");
        var track = _room.Publish("a");
        _room.MustJoin("c");

        Assert.Equal(["b", "c"], _room.SubscribersOf(track));
    }

    [Fact]
    public void WithoutAutoSubscribeOnlyWhatIsAskedForIsSent()
    {
        _room.MustJoin("a");
        _room.Join("b", profile => profile with { AutoSubscribe = false });
        var microphone = _room.Publish("a");
        var camera = _room.Publish("a", TrackSource.Camera);
        _room.Handle(new UpdateSubscription(RoomUnderTest.Id, "b", [camera.TrackId], Subscribe: true));

        Assert.Empty(_room.SubscribersOf(microphone));
        Assert.Equal(["b"], _room.SubscribersOf(camera));
    }

    [Fact]
    public void AWishMadeBeforeTheTrackIsPublishedIsRemembered()
    {
        _room.MustJoin("a", "b");
        _room.Handle(new AddTrackRequest(RoomUnderTest.Id, "a", new TrackRequest { Cid = "x", Source = TrackSource.Microphone }));
        var track = _room.Room.Find("a")!.Tracks[0];
        _room.Handle(new UpdateSubscription(RoomUnderTest.Id, "b", [track.TrackId], Subscribe: false));
        _room.Room.TrackNegotiated(track, "audio/opus", "0", simulcast: false);

        Assert.Empty(_room.SubscribersOf(track));
    }

    [Fact]
    public void ReceivePermissionsGoByParticipantThenUserThenBase()
    {
        _room.MustJoin("a", "b", "c");
        _room.Join("listener", profile => profile with
        {
            Permissions = new()
            {
                CanReceive = new()
                {
                    Base = MediaKinds.None,
                    ByUserId = Kinds(("a", MediaKinds.All), ("b", MediaKinds.All)),
                    ByParticipantId = Kinds(("b", MediaKinds.Video)),
                },
            },
        });

        Assert.Contains("listener", _room.SubscribersOf(_room.Publish("a")));
        Assert.DoesNotContain("listener", _room.SubscribersOf(_room.Publish("b")));
        Assert.Contains("listener", _room.SubscribersOf(_room.Publish("b", TrackSource.Camera)));
        Assert.DoesNotContain("listener", _room.SubscribersOf(_room.Publish("c")));
    }

    [Fact]
    public void ChangedPermissionsEndAndBeginSubscriptions()
    {
        _room.MustJoin("a", "b");
        var track = _room.Publish("a");
        _room.TakeEvents();

        Patch("b", new PermissionsPatch { CanReceiveBase = MediaKinds.None });
        Assert.Equal(UnsubscribeReason.NotAllowed, Assert.Single(_room.Take<TrackUnsubscribed>()).Reason);

        Patch("b", new PermissionsPatch { CanReceiveByUserId = Kinds(("a", MediaKinds.Audio)) });
        Assert.Equal(track.TrackId, Assert.Single(_room.Take<TrackSubscribed>()).TrackId);
    }

    [Fact]
    public void APublisherMayChooseItsSubscribers()
    {
        _room.MustJoin("a", "b", "c");
        var track = _room.Publish("a");
        _room.TakeEvents();
        _room.Handle(new SetSubscriptionPermission(RoomUnderTest.Id, "a", Everybody: false, [new SubscriberRule { Identity = "b", AllTracks = true }]));

        Assert.Equal(["b"], _room.SubscribersOf(track));
        var denied = Assert.Single(_room.Take<SubscriptionPermissionChanged>());
        Assert.Equal(("c", false), (denied.ParticipantId, denied.Allowed));
    }

    [Fact]
    public void TracksOfTheHiddenReachNobody()
    {
        _room.MustJoin("a");
        _room.Join("ghost", profile => profile with { Permissions = new() { Hidden = true } });

        Assert.Empty(_room.SubscribersOf(_room.Publish("ghost")));
        Assert.Equal(["ghost"], _room.SubscribersOf(_room.Publish("a")));
        Assert.Empty(_room.Room.Snapshot.OthersSeenBy("a"));
    }

    [Fact]
    public void APhoneHasNoSubscriptionsBecauseItHearsTheMix()
    {
        _room.MustJoin("a");
        _room.Join("phone", profile => profile with { Kind = ParticipantKind.Sip });

        Assert.Empty(_room.SubscribersOf(_room.Publish("a")));
    }

    [Fact]
    public void LosingTheRightToSendEndsTracksOfThatKindOnly()
    {
        _room.MustJoin("a", "b");
        var microphone = _room.Publish("a");
        var camera = _room.Publish("a", TrackSource.Camera);
        _room.TakeEvents();
        Patch("a", new PermissionsPatch { CanSend = MediaKinds.Audio });

        Assert.Equal(camera.TrackId, Assert.Single(_room.Take<TrackUnpublished>()).Track.TrackId);
        Assert.Equal(["b"], _room.SubscribersOf(microphone));
        var refused = _room.Handle(new AddTrackRequest(RoomUnderTest.Id, "a", new TrackRequest { Cid = "y", Kind = TrackKind.Video, Source = TrackSource.Camera }));
        Assert.Equal(CommandRefusal.NotAllowed, refused.Refusal);
    }

    private static ImmutableDictionary<string, MediaKinds> Kinds(params (string Id, MediaKinds Kinds)[] pairs) =>
        pairs.ToImmutableDictionary(pair => pair.Id, pair => pair.Kinds);

    private void Patch(string id, PermissionsPatch patch) => Assert.True(_room.Handle(new UpdatePermissions(RoomUnderTest.Id, id, patch)).IsDone);
}
