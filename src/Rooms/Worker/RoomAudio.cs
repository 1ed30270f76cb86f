using System.Collections.Immutable;
using Switchroom.Rooms.Forwarding;
using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Mixing;

namespace Switchroom.Rooms.Worker;

/// <summary>
/// The phones of a room and the mix they hear, driven every 20 ms. A room without phones has no mix and no ticks. In the mix a phone goes by its
/// participant's id, a browser's sound by its track's.
/// </summary>
internal sealed class RoomAudio(RoomHost room, WorkerContext context)
{
    /// <summary>The time of one step.</summary>
    public static readonly TimeSpan TickTime = TimeSpan.FromMilliseconds(20);

    /// <summary>Steps done at once after a delay; the others are left out, since a burst would only be dropped by the far ends.</summary>
    public const int MaxCatchUp = 5;

    private readonly Dictionary<string, PhoneMedia> _phones = [];
    private readonly Dictionary<string, SourceTrack> _sounds = [];
    private RoomMix? _mix;

    /// <summary>When the next step is due; null without phones.</summary>
    public TimeSpan? NextTick { get; private set; }

    public IReadOnlyDictionary<string, PhoneMedia> Phones => _phones;

    /// <summary>For tests: what the mix did.</summary>
    public MixCounters MixCounters => _mix?.Counters ?? default;

    public void Add(PhoneMedia phone, TimeSpan now)
    {
        if (_mix is null)
        {
            _mix = new RoomMix(new MixOptions { MaxTalkers = room.Room.Snapshot.Config.MaxMixedTalkers }, context.MixScratch);
            NextTick = room.Phase.StepFrom(now);
            foreach (var sound in _sounds.Values)
            {
                Mix(sound);
            }
        }

        _phones[phone.Participant.Id] = phone;
        phone.InMix = _mix.AddSource(phone.Participant.Id, phone.Leg, phone);
        _mix.AddListener(phone.Participant.Id, phone.Leg, phone.Participant.Id);
        Update(phone);
        UpdateRules();
    }

    public void Remove(PhoneMedia phone)
    {
        if (!_phones.Remove(phone.Participant.Id) || _mix is null)
        {
            return;
        }

        _mix.RemoveListener(phone.Participant.Id);
        _mix.RemoveSource(phone.Participant.Id);
        if (_phones.Count == 0)
        {
            End();
        }
    }

    /// <summary>A browser's sound is published.</summary>
    public void Add(SourceTrack sound)
    {
        if (!sound.IsVideo && sound.Publisher is not null)
        {
            _sounds[sound.Published.TrackId] = sound;
            Mix(sound);
        }
    }

    public void Remove(SourceTrack sound)
    {
        if (_sounds.Remove(sound.Published.TrackId))
        {
            _mix?.RemoveSource(sound.Published.TrackId);
            sound.MixSource?.Dispose();
            sound.MixSource = null;
        }
    }

    /// <summary>A track was muted or unmuted, or a participant's permissions changed.</summary>
    public void Update(PhoneMedia phone) => _mix?.SetMuted(phone.Participant.Id, !phone.MaySend || phone.Track is { Snapshot.Muted: true });

    /// <summary>What a phone hears: the room, or silence, which it is sent so that its path stays open.</summary>
    public void SetDeaf(PhoneMedia phone, bool deaf) => _mix?.SetDeaf(phone.Participant.Id, deaf);

    /// <summary>A browser's track was muted or unmuted.</summary>
    public void Update(PublishedTrack track)
    {
        if (_mix is not null && _sounds.ContainsKey(track.TrackId))
        {
            _mix.SetMuted(track.TrackId, track.Snapshot.Muted);
        }
    }

    /// <summary>Works out anew whom each phone may hear.</summary>
    public void UpdateRules()
    {
        if (_mix is null)
        {
            return;
        }

        var anybodyHides = room.Room.Participants.Any(participant => !participant.Rules.OpenToAll || participant.Permissions.Hidden);
        foreach (var phone in _phones.Values)
        {
            var hearsAll = !anybodyHides && phone.Participant.Permissions.CanReceive == ReceivePermissions.Everything;
            var excluded = hearsAll ? [] : ExcludedFor(phone.Participant);
            if (!excluded.SetEquals(phone.Excluded))
            {
                phone.Excluded = excluded;
                _mix.SetExcluded(phone.Participant.Id, excluded);
            }
        }
    }

    public void HandleDeadline(TimeSpan now)
    {
        if (NextTick is not { } next || next > now)
        {
            return;
        }

        var due = (int)Math.Min(int.MaxValue, ((now - next).Ticks / TickTime.Ticks) + 1);
        var done = Math.Min(due, MaxCatchUp);
        context.Counters.LateTicks += done - 1;
        context.Counters.SkippedTicks += due - done;
        NextTick = next + (TickTime * due);
        for (var i = 0; i < done; i++)
        {
            Tick(now, due: NextTick.Value - (TickTime * (done - i)));
        }
    }

    public void Close(TimeSpan now)
    {
        foreach (var phone in _phones.Values.ToList())
        {
            context.ClosePhone(phone, now);
        }

        _phones.Clear();
        End();
    }

    private void Tick(TimeSpan now, TimeSpan due)
    {
        foreach (var phone in _phones.Values)
        {
            try
            {
                phone.Leg.Tick(now);
            }
#pragma warning disable CA1031 // contained: FaultContainment
            catch (Exception fault)
#pragma warning restore CA1031
            {
                context.Faults.Enqueue(new Fault(room, phone.Participant.Id, fault));
            }
        }

        _mix!.Tick(now, due);
        while (_mix.TryTakeFault(out var fault))
        {
            var owner = _sounds.TryGetValue(fault.Id, out var sound) ? sound.Published.Publisher.Id : fault.Id;
            context.Faults.Enqueue(new Fault(room, owner, fault.Exception));
        }

        foreach (var phone in _phones.Values)
        {
            if (phone.InMix!.Level < Media.Levels.AudioLevel.Silence && phone.Track is not null)
            {
                room.Room.HeardLevel(phone.Participant, phone.InMix.Level, now);
            }

            if (phone.Leg.HasEvents)
            {
                room.Follow(phone, now);
            }
        }
    }

    private void Mix(SourceTrack sound)
    {
        if (_mix is null)
        {
            return;
        }

        sound.MixSource = new OpusTrackSource(null, 0);
        _mix.AddSource(sound.Published.TrackId, sound.MixSource, null);
        _mix.SetMuted(sound.Published.TrackId, sound.Published.Snapshot.Muted);
        UpdateRules();
    }

    private ImmutableHashSet<string> ExcludedFor(Participant listener)
    {
        var excluded = ImmutableHashSet.CreateBuilder<string>();
        foreach (var sound in _sounds.Values)
        {
            if (!Room.IsAllowed(listener, sound.Published))
            {
                excluded.Add(sound.Published.TrackId);
            }
        }

        foreach (var phone in _phones.Values)
        {
            if (phone.Participant != listener && phone.Track is { } track && !Room.IsAllowed(listener, track))
            {
                excluded.Add(phone.Participant.Id);
            }
        }

        return excluded.ToImmutable();
    }

    private void End()
    {
        NextTick = null;
        _mix?.Dispose();
        _mix = null;
        foreach (var sound in _sounds.Values)
        {
            sound.MixSource?.Dispose();
            sound.MixSource = null;
        }
    }
}
