using System.Diagnostics.CodeAnalysis;
using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Membership;

/// <summary>
/// One open room: who is in, what they publish, who gets it. It knows nothing of media; the worker tells it what was negotiated and heard,
/// and carries out what its events say.
/// </summary>
internal sealed class Room
{
    private readonly RoomBook _book;
    private readonly Subscribing _subscribing;
    private readonly Publishing _publishing;
    private readonly Profiles _profiles;
    private readonly Attendance _attendance;
    private readonly ActiveSpeakers _speakers = new();

    public Room(RoomConfig config, Random random, TimeSpan now)
    {
        _book = new RoomBook(config);
        _subscribing = new Subscribing(_book);
        _publishing = new Publishing(_book, _subscribing, random);
        _profiles = new Profiles(_book, _publishing, _subscribing);
        _attendance = new Attendance(_book, _subscribing, _speakers, now);
        _book.Tell(new RoomOpened(_book.Snapshot));
    }

    public RoomSnapshot Snapshot => _book.Snapshot;

    public bool IsClosed => _attendance.IsClosed;

    public TimeSpan? NextDeadline => Earlier(_attendance.NextDeadline, IsClosed ? null : _speakers.NextDeadline);

    public IReadOnlyCollection<Participant> Participants => _book.Participants;

    public Participant? Find(string participantId) => _book.Find(participantId);

    public PublishedTrack? FindTrack(string trackId) => _subscribing.FindTrack(trackId);

    /// <summary>Carries out what concerns the state of the room. Media commands are the worker's.</summary>
    public CommandResult Handle(WorkerCommand command, TimeSpan now)
    {
        switch (command)
        {
            case Join join:
                return _attendance.Join(join, now);
            case ParticipantCommand about:
                return _book.Find(about.ParticipantId) is { } participant
                    ? HandleParticipant(about, participant, now)
                    : CommandResult.Refused(CommandRefusal.NoSuchParticipant, $"no participant {about.ParticipantId}");
            case Eject eject:
                return _attendance.Eject(eject, now);
            case UpdatePermissions update:
                return _profiles.UpdatePermissions(update);
            case UpdateRoomMetadata update:
                return _profiles.SetMetadata(update.Metadata);
            case SetSessionData set:
                return _profiles.SetSessionData(set);
            case ConfigureRoom configure:
                return _profiles.Configure(configure.Config);
            case CloseRoom close:
                _attendance.Close(close.Reason, now);
                return CommandResult.Done;
            default:
                return CommandResult.Refused(CommandRefusal.BadArgument, $"{command.GetType().Name} does not concern the state of a room");
        }
    }

    public void HandleDeadline(TimeSpan now)
    {
        if (_attendance.NextDeadline <= now)
        {
            _attendance.HandleDeadline(now);
        }

        if (!IsClosed && _speakers.HandleDeadline(now, out var speakers, out var changes))
        {
            _book.SetSpeakers(speakers, changes);
        }
    }

    public bool TryTakeEvent([NotNullWhen(true)] out WorkerEvent? happened) => _book.TryTakeEvent(out happened);

    /// <summary>Adds an event of the worker's own, in order with the state's.</summary>
    public void Tell(WorkerEvent happened) => _book.Tell(happened);

    /// <summary>The worker found an announced track in an offer.</summary>
    public void TrackNegotiated(PublishedTrack track, string mimeType, string mid, bool simulcast) =>
        _publishing.Negotiated(track, mimeType, mid, simulcast);

    /// <summary>The worker publishes for a participant that negotiates nothing itself: a phone. <paramref name="made"/> comes before others learn of it.</summary>
    public CommandResult PublishDirectly(Participant publisher, TrackRequest request, string mimeType, Action<PublishedTrack> made)
    {
        var result = _publishing.Announce(publisher, request);
        if (result.IsDone)
        {
            var track = publisher.Tracks[^1];
            made(track);
            _publishing.Negotiated(track, mimeType, "", simulcast: false);
        }

        return result;
    }

    /// <summary>A track ended on the wire.</summary>
    public void TrackEnded(PublishedTrack track) => _publishing.Remove(track);

    /// <summary>The subscriber's answer refused the track's media section.</summary>
    public void TrackUndecodable(Participant subscriber, string trackId) => _subscribing.DropUndecodable(subscriber, trackId);

    /// <summary>A connection of the participant (or, for a phone, its call) is up.</summary>
    public void Connected(Participant participant) => _attendance.Connected(participant);

    /// <summary>A connection of the participant failed.</summary>
    public void ConnectionLost(Participant participant, TimeSpan now) => _attendance.ConnectionLost(participant, now);

    /// <summary>The participant's signalling is back; <paramref name="isConnected"/> says whether its media connections are.</summary>
    public void Resumed(Participant participant, bool isConnected, TimeSpan now) => _attendance.Resume(participant, isConnected, now);

    /// <summary>20 ms of a participant's audio were this loud (RFC 6464: 0 loudest to 127 silent).</summary>
    public void HeardLevel(Participant participant, byte level, TimeSpan now) => _speakers.Hear(participant, level, now);

    /// <summary>Whether permissions and rules let one receive another's track.</summary>
    public static bool IsAllowed(Participant subscriber, PublishedTrack track) => Subscribing.IsAllowed(subscriber, track);

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;

    private CommandResult HandleParticipant(ParticipantCommand command, Participant participant, TimeSpan now)
    {
        switch (command)
        {
            case Leave leave:
                _attendance.Remove(participant, leave.Reason, now);
                return CommandResult.Done;
            case SuspendParticipant:
                return _attendance.Suspend(participant, now);
            case UpdateParticipant update:
                return _profiles.Update(participant, update);
            case AddTrackRequest add:
                return _publishing.Announce(participant, add.Track);
            case MuteTrack mute:
                return _publishing.Mute(participant, mute);
            case UnpublishTrack unpublish:
                return _publishing.Unpublish(participant, unpublish.TrackId);
            case UpdateVideoLayers layers:
                return _publishing.SetLayers(participant, layers);
            case UpdateSubscription update:
                return _subscribing.Update(participant, update);
            case SetSubscriptionPermission set:
                return _subscribing.SetRules(participant, set);
            default:
                return CommandResult.Refused(CommandRefusal.BadArgument, $"{command.GetType().Name} does not concern the state of a room");
        }
    }
}
