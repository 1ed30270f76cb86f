using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Tests.Membership;

public class ActiveSpeakersTests
{
    private static readonly TimeSpan Packet = TimeSpan.FromMilliseconds(20);
    private readonly ActiveSpeakers _speakers = new();
    private readonly Dictionary<string, Participant> _participants = [];
    private readonly List<Speaker> _changes = [];
    private TimeSpan _now;

    [Fact]
    public void ATalkerBecomesASpeakerOnceAndStopsAfterSilence()
    {
        Talk(TimeSpan.FromSeconds(3), ("a", 20));
        Assert.True(Assert.Single(_changes.Where(change => change.Active).DistinctBy(change => change.ParticipantId)).Active);

        _changes.Clear();
        Talk(TimeSpan.FromSeconds(3), ("a", 127));
        Assert.False(Assert.Single(_changes, change => !change.Active).Active);
        Talk(TimeSpan.FromSeconds(3), ("a", 127));
        Assert.Null(_speakers.NextDeadline);
    }

    [Fact]
    public void AClickIsNotASpeaker()
    {
        Talk(Packet, ("a", 5));
        Talk(TimeSpan.FromSeconds(2), ("a", 90));
        Assert.Empty(_changes);
    }

    [Fact]
    public void TheLouderGoesFirst()
    {
        Talk(TimeSpan.FromSeconds(2), ("quiet", 33), ("loud", 10));
        Assert.True(_changes.Last(change => change.ParticipantId == "loud").Level > _changes.Last(change => change.ParticipantId == "quiet").Level);
    }

    private void Talk(TimeSpan duration, params (string Id, byte Level)[] talkers)
    {
        for (var end = _now + duration; _now < end; _now += Packet)
        {
            foreach (var (id, level) in talkers)
            {
                _speakers.Hear(Named(id), level, _now);
            }

            if (_speakers.HandleDeadline(_now, out _, out var changes))
            {
                _changes.AddRange(changes);
            }
        }
    }

    private Participant Named(string id) => _participants.TryGetValue(id, out var known)
        ? known
        : _participants[id] = new Participant(id, new ParticipantProfile { Identity = id }, _participants.Count, _now);
}
