using Switchroom.Rooms.Forwarding;
using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Worker;

/// <summary>One room with its media: commands go to the state or to the media they are about, what the state's events say is carried out, and all is passed on.</summary>
internal sealed class RoomHost : Timed
{
    private readonly WorkerContext _context;
    private readonly RoomMedia _media;
    private readonly RoomData _data;
    private readonly PeerEventHandler _peerEvents;
    private readonly PhoneCommandHandler _phoneCommands;

    public RoomHost(Room room, WorkerContext context)
    {
        Room = room;
        _context = context;
        _media = new RoomMedia(this, context);
        _data = new RoomData(room, _media.Participants);
        _peerEvents = new PeerEventHandler(room, _data, _media.Bandwidth, context);
        _phoneCommands = new PhoneCommandHandler(this, _media.Audio, context);
    }

    public Room Room { get; }

    /// <summary>When its mix steps.</summary>
    public MixPhase Phase { get; init; }

    /// <summary>The snapshot other threads see.</summary>
    public RoomSnapshot? Published { get; set; }

    public string RoomId => Room.Snapshot.RoomId;

    public override TimeSpan? NextDeadline =>
        Earlier(Earlier(Room.NextDeadline, _media.Bandwidth.NextDeadline), Earlier(_media.Demands.NextDeadline, _media.Audio.NextTick));

    public CommandResult Handle(WorkerCommand command, TimeSpan now)
    {
        switch (command)
        {
            case SendData send:
                return _data.Send(send, now);
            case ParticipantCommand about when _media.Participants.TryGetValue(about.ParticipantId, out var media):
                return Handle(about, media, now);
            case ParticipantCommand about when PhoneCommandHandler.Concerns(about) && Room.Find(about.ParticipantId) is { } participant:
                return _phoneCommands.Handle(about, participant, now);
            default:
                return Room.Handle(command, now);
        }
    }

    public override void HandleDeadline(TimeSpan now)
    {
        _media.Audio.HandleDeadline(now);
        if (Room.NextDeadline <= now)
        {
            Room.HandleDeadline(now);
        }

        _media.Demands.HandleDeadline(now);
        _media.Bandwidth.HandleDeadline(now);
    }

    /// <summary>Something was done to a participant's connections: an offer may be due.</summary>
    public void NoteChange(ParticipantMedia media) => _media.NoteChange(media);

    public void AddSource(SourceTrack source, TimeSpan now) => _media.AddSource(source, now);

    /// <summary>Takes the events of a phone.</summary>
    public void Follow(PhoneMedia phone, TimeSpan now)
    {
        while (phone.Leg.TryTakeEvent(out var happened))
        {
            Room.Tell(happened!);
            if (happened is PhoneMediaStarted { Early: var isEarly } && (!isEarly || phone.Options.EarlyMediaToRoom))
            {
                phone.HasMedia(now);
            }
        }

        _context.Deadlines.Watch(phone);
    }

    /// <summary>Ends a phone's leg; its participant stays.</summary>
    public void RemovePhone(PhoneMedia phone, TimeSpan now)
    {
        if (phone.Track is { } track)
        {
            Room.TrackEnded(track);
        }

        _media.End(phone, now);
    }

    /// <summary>Takes the events of a connection.</summary>
    public void Follow(Peer peer, TimeSpan now)
    {
        while (peer.Connection.TryTakeEvent(out var happened))
        {
            _peerEvents.Handle(peer, happened!, now);
        }
    }

    /// <summary>Carries out what happened in the room and passes it on.</summary>
    public void Settle(Queue<WorkerEvent> events, TimeSpan now)
    {
        do
        {
            while (Room.TryTakeEvent(out var happened))
            {
                events.Enqueue(happened);
                try
                {
                    _media.Handle(happened, now);
                }
#pragma warning disable CA1031 // contained: FaultContainment
                catch (Exception fault)
#pragma warning restore CA1031
                {
                    _context.Faults.Enqueue(new Fault(this, (happened as ParticipantEvent)?.ParticipantId, fault));
                }
            }
        }
        while (_media.MakeOffers(now));
    }

    public void Close(TimeSpan now) => _media.Close(now);

    /// <summary>Ends without relying on anything but what was told before.</summary>
    public void GiveUp(Queue<WorkerEvent> events, TimeSpan now)
    {
        _media.Close(now);
        while (Room.TryTakeEvent(out var happened))
        {
            events.Enqueue(happened);
        }

        if (!Room.IsClosed)
        {
            var last = Room.Snapshot;
            foreach (var participant in last.Participants.Values)
            {
                var gone = participant with { State = ParticipantState.Disconnected, LeaveReason = LeaveReason.StateMismatch };
                events.Enqueue(new ParticipantLeft(RoomId, gone, LeaveReason.StateMismatch));
            }

            events.Enqueue(new RoomClosed(last with { Participants = last.Participants.Clear() }, last.VisibleCount));
        }
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;

    private CommandResult Handle(ParticipantCommand command, ParticipantMedia media, TimeSpan now)
    {
        switch (command)
        {
            case PublisherOffer offer:
                return media.HandleOffer(offer, now);
            case SubscriberAnswer answer:
                return media.HandleAnswer(answer, now);
            case TrickleCandidate:
                // We are ICE-lite: the client's checks tell where it is, its candidates are not needed (RFC 8445 section 2.5).
                return CommandResult.Done;
            case ResumeParticipant:
                media.Resume();
                NoteChange(media);
                Room.Resumed(media.Participant, media.IsConnected, now);
                _media.Demands.TellAgain(media);
                return CommandResult.Done;
            case UpdateTrackSettings settings:
                return _media.Show(media, settings, now);
            default:
                var result = Room.Handle(command, now);
                if (result.IsDone && command is AddTrackRequest)
                {
                    media.BindTracks(now);
                }
                else if (result.IsDone && command is SetSubscriptionPermission)
                {
                    _media.Audio.UpdateRules();
                }

                return result;
        }
    }
}
