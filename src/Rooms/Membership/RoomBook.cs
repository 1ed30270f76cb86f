using System.Collections.Immutable;
using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Membership;

/// <summary>The record of one room that its parts share: who is in, the snapshot others see, and the events that tell of changes.</summary>
internal sealed class RoomBook(RoomConfig config)
{
    private readonly Dictionary<string, Participant> _byId = [];
    private readonly Dictionary<string, Participant> _byIdentity = [];
    private readonly Queue<WorkerEvent> _events = new();
    private long _joins;

    public RoomSnapshot Snapshot { get; private set; } = new() { Config = config, Metadata = config.Metadata };

    public RoomConfig Config => Snapshot.Config;

    public string RoomId => Snapshot.RoomId;

    public IReadOnlyCollection<Participant> Participants => _byId.Values;

    /// <summary>Most participants that were in at one time, hidden ones not counted.</summary>
    public int MostParticipants { get; private set; }

    public Participant? Find(string participantId) => _byId.GetValueOrDefault(participantId);

    public Participant? FindIdentity(string identity) => _byIdentity.GetValueOrDefault(identity);

    public void Add(string participantId, ParticipantProfile profile, TimeSpan now)
    {
        var participant = new Participant(participantId, profile, ++_joins, now);
        _byId[participantId] = participant;
        _byIdentity[profile.Identity] = participant;
        Note(participant);
        MostParticipants = Math.Max(MostParticipants, Snapshot.VisibleCount);
        Tell(new ParticipantJoined(Snapshot, participant.Snapshot));
    }

    public void Remove(Participant participant, LeaveReason reason)
    {
        _byId.Remove(participant.Id);
        _byIdentity.Remove(participant.Snapshot.Identity);
        participant.Change(snapshot => snapshot with { State = ParticipantState.Disconnected, LeaveReason = reason });
        Change(snapshot => snapshot with { Participants = snapshot.Participants.Remove(participant.Id) });
        Tell(new ParticipantLeft(RoomId, participant.Snapshot, reason));
    }

    /// <summary>Changes a participant and tells of it.</summary>
    public void Update(Participant participant, Func<ParticipantSnapshot, ParticipantSnapshot> change)
    {
        var before = participant.Snapshot;
        participant.Change(change);
        Note(participant);
        Tell(new ParticipantUpdated(RoomId, participant.Snapshot, before));
    }

    /// <summary>Takes a participant's present state into the room's snapshot.</summary>
    public void Note(Participant participant) =>
        Change(snapshot => snapshot with { Participants = snapshot.Participants.SetItem(participant.Id, participant.Snapshot) });

    public void Change(Func<RoomSnapshot, RoomSnapshot> change) => Snapshot = change(Snapshot) with { Version = Snapshot.Version + 1 };

    public void SetSpeakers(ImmutableArray<Speaker> speakers, ImmutableArray<Speaker> changes)
    {
        Change(snapshot => snapshot with { Speakers = speakers });
        Tell(new SpeakersChanged(RoomId, changes));
    }

    public void Tell(WorkerEvent happened) => _events.Enqueue(happened);

    public bool TryTakeEvent([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out WorkerEvent? happened) => _events.TryDequeue(out happened);
}
