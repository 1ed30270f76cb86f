using System.Collections.Immutable;
using Switchroom.Rooms.Forwarding;
using Switchroom.Rooms.Membership;
using Switchroom.WebRtc;
using Switchroom.WebRtc.DataChannels;

namespace Switchroom.Rooms.Worker;

/// <summary>One room with its media: hands commands to the state, and carries out what the state's events say.</summary>
internal sealed class RoomHost : Timed
{
    private static readonly TimeSpan BandwidthInterval = TimeSpan.FromMilliseconds(500);
    private const int BandwidthTicksPerJudgement = 10;

    private readonly WorkerContext _context;
    private readonly Dictionary<string, ParticipantMedia> _media = [];
    private readonly Dictionary<string, SourceTrack> _sources = [];
    private readonly HashSet<ParticipantMedia> _changed = [];
    private readonly RoomAudio _audio;
    private readonly PhoneCommandHandler _phoneCommands;
    private TimeSpan? _bandwidthAt;
    private TimeSpan? _demandAt;
    private int _bandwidthTicks;

    public RoomHost(Room room, WorkerContext context)
    {
        Room = room;
        _context = context;
        _audio = new RoomAudio(this, context);
        _phoneCommands = new PhoneCommandHandler(this, _audio, context);
    }

    /// <summary>The phones and their mix.</summary>
    public RoomAudio Audio => _audio;

    public Room Room { get; }

    /// <summary>The snapshot other threads see.</summary>
    public RoomSnapshot? Published { get; set; }

    public string RoomId => Room.Snapshot.RoomId;

    public override TimeSpan? NextDeadline => Earlier(Earlier(Room.NextDeadline, _bandwidthAt), Earlier(_demandAt, _audio.NextTick));

    public CommandResult Handle(WorkerCommand command, TimeSpan now)
    {
        switch (command)
        {
            case SendData send:
                return Send(send, now);
            case ParticipantCommand about when _media.TryGetValue(about.ParticipantId, out var media):
                return HandleMedia(about, media, now);
            case ParticipantCommand about when PhoneCommandHandler.Concerns(about) && Room.Find(about.ParticipantId) is { } participant:
                return _phoneCommands.Handle(about, participant, now);
            default:
                return Room.Handle(command, now);
        }
    }

    public override void HandleDeadline(TimeSpan now)
    {
        _audio.HandleDeadline(now);
        if (Room.NextDeadline <= now)
        {
            Room.HandleDeadline(now);
        }

        if (_demandAt <= now)
        {
            TellDemands(now);
        }

        if (_bandwidthAt <= now)
        {
            _bandwidthAt = _media.Count > 0 ? now + BandwidthInterval : null;
            DivideBandwidth(now);
        }
    }

    /// <summary>Something was done to a participant's connections: an offer may be due.</summary>
    public void NoteChange(ParticipantMedia media) => _changed.Add(media);

    public void AddSource(SourceTrack source, TimeSpan now)
    {
        _sources[source.Published.TrackId] = source;
        _audio.Add(source);
        Want(source, now);
    }

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

        EndPhone(phone, now);
    }

    /// <summary>Takes the events of a connection.</summary>
    public void Follow(Peer peer, TimeSpan now)
    {
        while (peer.Connection.TryTakeEvent(out var happened))
        {
            React(peer, happened!, now);
        }
    }

    /// <summary>Carries out what happened in the room and passes it on.</summary>
    public void Settle(Queue<WorkerEvent> events, TimeSpan now)
    {
        do
        {
            while (Room.TryTakeEvent(out var happened))
            {
                React(happened, now);
                events.Enqueue(happened);
            }
        }
        while (MakeOffers(now));
    }

    public void Close(TimeSpan now)
    {
        foreach (var media in _media.Values)
        {
            media.Close(now);
        }

        _media.Clear();
        _audio.Close(now);
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other ?? one : one;

    private CommandResult HandleMedia(ParticipantCommand command, ParticipantMedia media, TimeSpan now)
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
                return CommandResult.Done;
            case UpdateTrackSettings settings:
                return Show(media, settings, now);
            default:
                var result = Room.Handle(command, now);
                if (result.IsDone && command is AddTrackRequest)
                {
                    media.BindTracks(now);
                }
                else if (result.IsDone && command is SetSubscriptionPermission)
                {
                    _audio.UpdateRules();
                }

                return result;
        }
    }

    private CommandResult Show(ParticipantMedia media, UpdateTrackSettings command, TimeSpan now)
    {
        if (command.TrackIds.Length > Room.Snapshot.Config.MaxTracksPerCommand)
        {
            return CommandResult.Refused(CommandRefusal.LimitReached, $"at most {Room.Snapshot.Config.MaxTracksPerCommand} tracks in one command");
        }

        foreach (var trackId in command.TrackIds)
        {
            if (media.Subscriptions.TryGetValue(trackId, out var subscription))
            {
                subscription.Settings = command.Settings;
                Want(subscription.Source, now);
            }
        }

        DivideBandwidth(media, now);
        return CommandResult.Done;
    }

    private CommandResult Send(SendData command, TimeSpan now)
    {
        if (command.Payload.Length > Room.Snapshot.Config.MaxDataLength)
        {
            return CommandResult.Refused(CommandRefusal.LimitReached, $"a data packet has at most {Room.Snapshot.Config.MaxDataLength} bytes");
        }

        if (command.SenderId is { } senderId && Room.Find(senderId) is not { Permissions.CanPublishData: true })
        {
            return CommandResult.Refused(CommandRefusal.NotAllowed, "may not send data");
        }

        var toAll = command.DestinationIds.IsDefaultOrEmpty && command.DestinationIdentities.IsDefaultOrEmpty;
        foreach (var media in _media.Values)
        {
            var participant = media.Participant;
            if (participant.Id != command.SenderId && (toAll || IsNamed(command, participant)))
            {
                media.SendData(command.Payload.Span, command.Reliable, now);
            }
        }

        return CommandResult.Done;
    }

    private static bool IsNamed(SendData command, Participant participant) =>
        (!command.DestinationIds.IsDefaultOrEmpty && command.DestinationIds.Contains(participant.Id))
        || (!command.DestinationIdentities.IsDefaultOrEmpty && command.DestinationIdentities.Contains(participant.Snapshot.Identity));

    private void React(WorkerEvent happened, TimeSpan now)
    {
        switch (happened)
        {
            case ParticipantJoined { Participant.Kind: not ParticipantKind.Sip } joined when Room.Find(joined.ParticipantId) is { } participant:
                var media = _media[participant.Id] = new ParticipantMedia(participant, this, _context);
                media.OpenSubscriber(now);
                _bandwidthAt ??= now + BandwidthInterval;
                break;
            case ParticipantLeft left:
                End(left.ParticipantId, now);
                break;
            case TrackSubscribed began when _sources.TryGetValue(began.TrackId, out var source) && _media.TryGetValue(began.ParticipantId, out var subscriber):
                subscriber.Subscribe(source, now);
                Want(source, now);
                DivideBandwidth(subscriber, now);
                break;
            case TrackUnsubscribed ended when _media.TryGetValue(ended.ParticipantId, out var subscriber):
                subscriber.Unsubscribe(ended.TrackId);
                if (_sources.TryGetValue(ended.TrackId, out var remaining))
                {
                    Want(remaining, now);
                }

                break;
            case ParticipantUpdated updated when updated.Participant.Permissions != updated.Before.Permissions:
                if (_audio.Phones.TryGetValue(updated.ParticipantId, out var changed))
                {
                    _audio.Update(changed);
                    changed.Publish(now);
                }

                _audio.UpdateRules();
                break;
            case TrackPublished { Track.Kind: TrackKind.Audio }:
                _audio.UpdateRules();
                break;
            case TrackMuted muted when _sources.TryGetValue(muted.Track.TrackId, out var source):
                Mute(source);
                break;
            case TrackUnpublished ended when _sources.Remove(ended.Track.TrackId, out var source):
                _audio.Remove(source);
                if (_audio.Phones.TryGetValue(ended.ParticipantId, out var silenced))
                {
                    silenced.Unpublished();
                    _audio.Update(silenced);
                }

                if (_media.TryGetValue(ended.ParticipantId, out var publisher))
                {
                    publisher.RemoveSource(source);
                }

                break;
        }
    }

    /// <summary>A participant is gone from the room's state: its media goes too.</summary>
    private void End(string participantId, TimeSpan now)
    {
        foreach (var source in _sources.Values.Where(source => source.Published.Publisher.Id == participantId).ToList())
        {
            _sources.Remove(source.Published.TrackId);
            _audio.Remove(source);
        }

        if (_audio.Phones.TryGetValue(participantId, out var phone))
        {
            EndPhone(phone, now);
        }

        if (_media.Remove(participantId, out var gone))
        {
            gone.Close(now);
            _changed.Remove(gone);
        }
    }

    private void EndPhone(PhoneMedia phone, TimeSpan now)
    {
        _audio.Remove(phone);
        _context.ClosePhone(phone, now);
        Follow(phone, now);
    }

    private void Mute(SourceTrack source)
    {
        if (_audio.Phones.TryGetValue(source.Published.Publisher.Id, out var phone))
        {
            _audio.Update(phone);
        }
        else
        {
            _audio.Update(source.Published);
        }
    }

    private void React(Peer peer, PeerEvent happened, TimeSpan now)
    {
        switch (happened)
        {
            case PathValidated validated:
                _context.Routing.Proven(validated.Path, peer);
                break;
            case PathReleased released:
                _context.Routing.Released(released.Path, peer);
                break;
            case PeerStateChanged { State: PeerState.Connected }:
                Room.Connected(peer.Owner.Participant);
                Room.Tell(new PeerConnected(RoomId, peer.Owner.Participant.Id, peer.Role));
                break;
            case WebRtc.PeerFailed failed:
                Room.ConnectionLost(peer.Owner.Participant, now);
                Room.Tell(new PeerFailed(RoomId, peer.Owner.Participant.Id, peer.Role, $"{failed.Reason}: {failed.Detail}"));
                break;
            case DataMessageReceived message:
                Receive(peer.Owner.Participant, message);
                break;
            case PacketsMissed missed when missed.Track.Tag is Subscription subscription:
                _context.Counters.PacketsResent += subscription.Resend(missed.SequenceNumbers, now);
                break;
            case KeyFrameRequested { Track.Tag: Subscription subscription }:
                subscription.RequestKeyFrame(now);
                break;
            case SenderReported report when report.Stream.Tag is SourceLayer layer:
                Report(layer, report);
                break;
            case ReceptionReported reception:
                peer.Owner.Score.ReportedLoss(reception.FractionLost);
                break;
            case TargetBitrateChanged:
                DivideBandwidth(peer.Owner, now);
                break;
        }
    }

    private void Receive(Participant sender, DataMessageReceived message)
    {
        if (sender.Permissions.CanPublishData && message.Payload.Length <= Room.Snapshot.Config.MaxDataLength)
        {
            Room.Tell(new DataReceived(RoomId, sender.Id, ParticipantMedia.IsReliable(message.Channel), message.Payload));
        }
    }

    private static void Report(SourceLayer layer, SenderReported report)
    {
        layer.Clock.Report(report.NtpTime, report.RtpTimestamp);
        var at = layer.Track.Publisher!.Owner.Clock.At(report.NtpTime, report.ArrivedAt);
        foreach (var subscription in layer.Track.Subscriptions)
        {
            subscription.SetClock(layer, report.RtpTimestamp, at);
        }
    }

    private bool MakeOffers(TimeSpan now)
    {
        var made = false;
        foreach (var media in _changed)
        {
            made |= media.MakeOffer(now);
        }

        _changed.Clear();
        return made;
    }

    /// <summary>Tells the publisher when anybody needs more of a picture than it sends.</summary>
    private void Want(SourceTrack source, TimeSpan now)
    {
        if (!source.IsVideo)
        {
            return;
        }

        var highest = -1;
        foreach (var subscription in source.Subscriptions)
        {
            highest = Math.Max(highest, subscription.Wanted == source.HighestRank ? (int)VideoQuality.High : subscription.Wanted);
        }

        if (source.Demand.Want(highest < 0 ? VideoQuality.Off : (VideoQuality)highest, now))
        {
            TellDemand(source);
        }

        _demandAt = Earlier(_demandAt, source.Demand.NextDeadline);
    }

    private void TellDemands(TimeSpan now)
    {
        _demandAt = null;
        foreach (var source in _sources.Values)
        {
            if (source.Demand.HandleDeadline(now))
            {
                TellDemand(source);
            }

            _demandAt = Earlier(_demandAt, source.Demand.NextDeadline);
        }
    }

    private void TellDemand(SourceTrack source) => Room.Tell(new SubscribedQualityChanged(
        RoomId,
        source.Published.Publisher.Id,
        source.Published.TrackId,
        [new CodecDemand(source.Published.Snapshot.MimeType, source.Demand.Told)]));

    private void DivideBandwidth(TimeSpan now)
    {
        var judges = ++_bandwidthTicks % BandwidthTicksPerJudgement == 0;
        var reports = ImmutableArray.CreateBuilder<ConnectionQualityReport>();
        foreach (var media in _media.Values)
        {
            DivideBandwidth(media, now);
            if (judges)
            {
                Judge(media, reports);
            }
        }

        if (reports.Count > 0)
        {
            Room.Tell(new ConnectionQualityChanged(RoomId, reports.ToImmutable()));
        }
    }

    private void DivideBandwidth(ParticipantMedia media, TimeSpan now)
    {
        var changes = SubscriberBandwidth.Divide(media, now);
        if (changes.Length > 0)
        {
            Room.Tell(new StreamStateChanged(RoomId, media.Participant.Id, changes));
        }
    }

    private static void Judge(ParticipantMedia media, ImmutableArray<ConnectionQualityReport>.Builder reports)
    {
        long packets = 0, lost = 0;
        foreach (var stream in media.Sources.SelectMany(source => source.Receive!.Streams))
        {
            packets += stream.Packets;
            lost += stream.Lost;
        }

        media.Score.Received(packets, lost);
        if (media.Score.Judge(media.IsConnected, out var quality, out var score))
        {
            reports.Add(new ConnectionQualityReport(media.Participant.Id, quality, score));
        }
    }
}
