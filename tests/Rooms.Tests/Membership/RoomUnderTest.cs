using System.Collections.Immutable;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Tests.Membership;

/// <summary>A room's state with its clock in the test's hand.</summary>
internal sealed class RoomUnderTest
{
    public const string Id = "RM_test";

    public RoomUnderTest(RoomConfig? config = null)
    {
        Room = new Room(config ?? Config, new Random(1), TimeSpan.Zero);
        TakeEvents();
    }

    public static RoomConfig Config { get; } = new() { RoomId = Id, Name = "test", ConnectTimeout = TimeSpan.Zero };

    public Room Room { get; }

    public TimeSpan Now { get; private set; }

    public CommandResult Handle(WorkerCommand command) => Room.Handle(command, Now);

    public CommandResult Join(string id, Func<ParticipantProfile, ParticipantProfile>? change = null)
    {
        var profile = new ParticipantProfile { Identity = id, Name = id };
        return Handle(new Join(Id, id, change is null ? profile : change(profile)));
    }

    public void MustJoin(params string[] ids)
    {
        foreach (var id in ids)
        {
            Assert.Equal(CommandResult.Done, Join(id));
        }
    }

    /// <summary>Announces a track and says it is negotiated.</summary>
    public PublishedTrack Publish(string participantId, TrackSource source = TrackSource.Microphone)
    {
        var kind = source is TrackSource.Microphone or TrackSource.ScreenShareAudio ? TrackKind.Audio : TrackKind.Video;
        var request = new TrackRequest { Cid = $"{participantId}-{source}", Source = source, Kind = kind };
        Assert.Equal(CommandResult.Done, Handle(new AddTrackRequest(Id, participantId, request)));
        var track = Room.Find(participantId)!.Tracks[^1];
        Room.TrackNegotiated(track, kind == TrackKind.Audio ? "audio/opus" : "video/VP8", "0", simulcast: false);
        return track;
    }

    public void Pass(TimeSpan time)
    {
        var until = Now + time;
        while (Room.NextDeadline is { } due && due <= until)
        {
            Now = due > Now ? due : Now;
            Room.HandleDeadline(Now);
        }

        Now = until;
    }

    public ImmutableArray<WorkerEvent> TakeEvents()
    {
        var events = ImmutableArray.CreateBuilder<WorkerEvent>();
        while (Room.TryTakeEvent(out var happened))
        {
            events.Add(happened);
        }

        return events.ToImmutable();
    }

    public IEnumerable<T> Take<T>() => TakeEvents().OfType<T>();

    /// <summary>Ids of the participants that get a track.</summary>
    public string[] SubscribersOf(PublishedTrack track) =>
        [.. Room.Participants.Where(p => p.Subscriptions.Active.ContainsKey(track.TrackId)).Select(p => p.Id).Order()];
}
