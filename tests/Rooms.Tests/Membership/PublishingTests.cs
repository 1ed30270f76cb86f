using System.Collections.Immutable;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Tests.Membership;

public class PublishingTests
{
    private readonly RoomUnderTest _room = new();

    [Fact]
    public void OthersLearnOfATrackWhenItIsNegotiated()
    {
        _room.MustJoin("a");
        _room.Handle(new AddTrackRequest(RoomUnderTest.Id, "a", new TrackRequest { Cid = "cid", Source = TrackSource.Microphone }));
        var accepted = Assert.Single(_room.Take<TrackAccepted>()).Track;
        Assert.StartsWith("TR_", accepted.TrackId, StringComparison.Ordinal);
        Assert.Empty(_room.Room.Snapshot.Participants["a"].Tracks);

        _room.Room.TrackNegotiated(_room.Room.FindTrack(accepted.TrackId)!, "audio/opus", "1", simulcast: false);
        var published = Assert.Single(_room.Take<TrackPublished>());
        Assert.Equal(("audio/opus", "1"), (published.Track.MimeType, published.Track.Mid));
        Assert.Equal([published.Track], _room.Room.Snapshot.Participants["a"].Tracks);
    }

    [Fact]
    public void OnlyThePublisherUnmutesWhatItMutedItself()
    {
        _room.MustJoin("a");
        var id = _room.Publish("a").TrackId;
        Assert.True(Mute(id, muted: true, byServer: true).IsDone);
        Assert.True(Mute(id, muted: false, byServer: true).IsDone);
        Assert.True(Mute(id, muted: true, byServer: false).IsDone);
        Assert.Equal(CommandRefusal.NotAllowed, Mute(id, muted: false, byServer: true).Refusal);
        Assert.True(Mute(id, muted: false, byServer: false).IsDone);
        Assert.Equal([true, false, true, false], _room.Take<TrackMuted>().Select(e => e.Track.Muted));
    }

    [Fact]
    public void AFloodOfTracksIsRefused()
    {
        _room.MustJoin("a");
        var results = Enumerable.Range(0, 40)
            .Select(i => _room.Handle(new AddTrackRequest(RoomUnderTest.Id, "a", new TrackRequest { Cid = $"{i}" })))
            .ToList();

        Assert.Equal(24, results.Count(result => result.IsDone));
        Assert.All(results.Skip(24), result => Assert.Equal(CommandRefusal.LimitReached, result.Refusal));
    }

    [Fact]
    public void AttributesMergeAndAnEmptyValueRemoves()
    {
        _room.Join("a", profile => profile with { Attributes = Values(("keep", "1"), ("drop", "2")) });
        _room.Handle(new UpdateParticipant(RoomUnderTest.Id, "a") { Attributes = Values(("drop", ""), ("new", "3")) });

        Assert.Equal(Values(("keep", "1"), ("new", "3")), _room.Room.Snapshot.Participants["a"].Attributes);
        Assert.Equal(
            CommandRefusal.NotAllowed,
            _room.Handle(new UpdateParticipant(RoomUnderTest.Id, "a") { Name = "x", ByItself = true }).Refusal);
    }

    [Fact]
    public void SessionDataMergesReplacesAndForgets()
    {
        Set(Values(("a", "1"), ("b", "2")), [], replace: false);
        Set(Values(("c", "3")), ["a"], replace: false);
        Assert.Equal(Values(("b", "2"), ("c", "3")), _room.Room.Snapshot.SessionData);

        Set(Values(("d", "4")), [], replace: true);
        Assert.Equal(Values(("d", "4")), _room.Room.Snapshot.SessionData);
        Assert.Equal(CommandRefusal.LimitReached, Set(Values(("e", new string('x', 200_000))), [], replace: false).Refusal);
    }

    private static ImmutableDictionary<string, string> Values(params (string Key, string Value)[] pairs) =>
        pairs.ToImmutableDictionary(pair => pair.Key, pair => pair.Value);

    private CommandResult Set(ImmutableDictionary<string, string> values, ImmutableArray<string> remove, bool replace) =>
        _room.Handle(new SetSessionData(RoomUnderTest.Id, values, remove, replace));

    private CommandResult Mute(string trackId, bool muted, bool byServer) => _room.Handle(new MuteTrack(RoomUnderTest.Id, "a", trackId, muted, byServer));
}
