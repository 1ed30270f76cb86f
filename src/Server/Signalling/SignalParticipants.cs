using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Switchroom.Server.Signalling;

/// <summary>Everybody who is in a room through signalling, by id and by room.</summary>
internal sealed class SignalParticipants
{
    private readonly ConcurrentDictionary<string, SignalParticipant> _byId = new();
    private readonly ConcurrentDictionary<string, ImmutableList<SignalParticipant>> _byRoom = new();

    public void Add(SignalParticipant participant)
    {
        _byId[participant.ParticipantId] = participant;
        _byRoom.AddOrUpdate(participant.RoomId, _ => [participant], (_, others) => others.Add(participant));
    }

    public void Remove(SignalParticipant participant)
    {
        if (!_byId.TryRemove(participant.ParticipantId, out _))
        {
            return;
        }

        ImmutableList<SignalParticipant> left = _byRoom.AddOrUpdate(participant.RoomId, _ => [], (_, others) => others.Remove(participant));
        if (left.IsEmpty)
        {
            // Only the very list that was seen empty, so that one who joins at this moment is kept.
            _byRoom.TryRemove(KeyValuePair.Create(participant.RoomId, left));
        }
    }

    public SignalParticipant? Find(string participantId) => _byId.GetValueOrDefault(participantId);

    /// <summary>Those of a room whose JoinResponse is out.</summary>
    public IEnumerable<SignalParticipant> InRoom(string roomId) =>
        _byRoom.TryGetValue(roomId, out ImmutableList<SignalParticipant>? members) ? members.Where(member => member.HasJoined) : [];
}
