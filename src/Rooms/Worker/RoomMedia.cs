using Switchroom.Rooms.Forwarding;
using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Worker;

/// <summary>The connections of a room's participants and the tracks that go over them and over phones: carries out what happened in the room's state.</summary>
internal sealed class RoomMedia
{
    private readonly RoomHost _host;
    private readonly WorkerContext _context;
    private readonly Dictionary<string, ParticipantMedia> _participants = [];
    private readonly Dictionary<string, SourceTrack> _sources = [];
    private readonly HashSet<ParticipantMedia> _changed = [];

    public RoomMedia(RoomHost host, WorkerContext context)
    {
        (_host, _context) = (host, context);
        Audio = new RoomAudio(host, context);
        Bandwidth = new RoomBandwidth(host.Room, _participants);
        Demands = new PictureDemands(host.Room, _sources);
    }

    /// <summary>The phones and their mix.</summary>
    public RoomAudio Audio { get; }

    public RoomBandwidth Bandwidth { get; }

    public PictureDemands Demands { get; }

    /// <summary>Who has connections, by id; phones have none.</summary>
    public IReadOnlyDictionary<string, ParticipantMedia> Participants => _participants;

    public void AddSource(SourceTrack source, TimeSpan now)
    {
        _sources[source.Published.TrackId] = source;
        Audio.Add(source);
        Demands.Update(source, now);
    }

    /// <summary>Something was done to a participant's connections: an offer may be due.</summary>
    public void NoteChange(ParticipantMedia media) => _changed.Add(media);

    /// <summary>Makes the offers that are due; true when one was.</summary>
    public bool MakeOffers(TimeSpan now)
    {
        var made = false;
        foreach (var media in _changed)
        {
            try
            {
                made |= media.MakeOffer(now);
            }
#pragma warning disable CA1031 // contained: FaultContainment
            catch (Exception fault)
#pragma warning restore CA1031
            {
                media.Blame(fault);
            }
        }

        _changed.Clear();
        return made;
    }

    /// <summary>A subscriber wants some of its tracks otherwise.</summary>
    public CommandResult Show(ParticipantMedia media, UpdateTrackSettings command, TimeSpan now)
    {
        var most = _host.Room.Snapshot.Config.MaxTracksPerCommand;
        if (command.TrackIds.Length > most)
        {
            return CommandResult.Refused(CommandRefusal.LimitReached, $"at most {most} tracks in one command");
        }

        foreach (var trackId in command.TrackIds)
        {
            if (media.Subscriptions.TryGetValue(trackId, out var subscription))
            {
                subscription.Settings = command.Settings;
                Demands.Update(subscription.Source, now);
            }
        }

        Bandwidth.Divide(media, now);
        return CommandResult.Done;
    }

    /// <summary>Carries out what happened in the room.</summary>
    public void Handle(WorkerEvent happened, TimeSpan now)
    {
        switch (happened)
        {
            case ParticipantJoined { Participant.Kind: not ParticipantKind.Sip } joined when _host.Room.Find(joined.ParticipantId) is { } participant:
                var media = _participants[participant.Id] = new ParticipantMedia(participant, _host, _context);
                media.OpenSubscriber(now);
                Bandwidth.Begin(now);
                break;
            case ParticipantLeft left:
                End(left.ParticipantId, now);
                break;
            case TrackSubscribed began when _sources.TryGetValue(began.TrackId, out var source) && _participants.TryGetValue(began.ParticipantId, out var subscriber):
                subscriber.Subscribe(source, now);
                Demands.Update(source, now);
                Bandwidth.Divide(subscriber, now);
                break;
            case TrackUnsubscribed ended when _participants.TryGetValue(ended.ParticipantId, out var subscriber):
                subscriber.Unsubscribe(ended.TrackId);
                if (_sources.TryGetValue(ended.TrackId, out var remaining))
                {
                    Demands.Update(remaining, now);
                }

                break;
            case ParticipantUpdated updated when updated.Participant.Permissions != updated.Before.Permissions:
                Permit(updated.ParticipantId, now);
                break;
            case TrackPublished { Track.Kind: TrackKind.Audio }:
                Audio.UpdateRules();
                break;
            case TrackMuted muted when _sources.TryGetValue(muted.Track.TrackId, out var source):
                Mute(source);
                break;
            case TrackUnpublished ended when _sources.Remove(ended.Track.TrackId, out var source):
                Unpublish(ended.ParticipantId, source);
                break;
        }
    }

    /// <summary>Ends a phone's leg and says so.</summary>
    public void End(PhoneMedia phone, TimeSpan now)
    {
        Audio.Remove(phone);
        _context.ClosePhone(phone, now);
        _host.Follow(phone, now);
    }

    public void Close(TimeSpan now)
    {
        foreach (var media in _participants.Values)
        {
            media.Close(now);
        }

        _participants.Clear();
        Audio.Close(now);
    }

    /// <summary>A participant is gone from the room's state: its media goes too.</summary>
    private void End(string participantId, TimeSpan now)
    {
        foreach (var source in _sources.Values.Where(source => source.Published.Publisher.Id == participantId).ToList())
        {
            _sources.Remove(source.Published.TrackId);
            Audio.Remove(source);
        }

        if (Audio.Phones.TryGetValue(participantId, out var phone))
        {
            End(phone, now);
        }

        if (_participants.Remove(participantId, out var gone))
        {
            gone.Close(now);
            _changed.Remove(gone);
            foreach (var source in _sources.Values)
            {
                source.Forget(gone);
            }
        }
    }

    private void Permit(string participantId, TimeSpan now)
    {
        if (Audio.Phones.TryGetValue(participantId, out var phone))
        {
            Audio.Update(phone);
            phone.Publish(now);
        }

        Audio.UpdateRules();
    }

    private void Mute(SourceTrack source)
    {
        if (Audio.Phones.TryGetValue(source.Published.Publisher.Id, out var phone))
        {
            Audio.Update(phone);
        }
        else
        {
            Audio.Update(source.Published);
        }
    }

    private void Unpublish(string publisherId, SourceTrack source)
    {
        Audio.Remove(source);
        if (Audio.Phones.TryGetValue(publisherId, out var phone))
        {
            phone.Unpublished();
            Audio.Update(phone);
        }

        if (_participants.TryGetValue(publisherId, out var publisher))
        {
            publisher.RemoveSource(source);
        }
    }
}
