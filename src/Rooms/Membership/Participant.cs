using System.Collections.Immutable;

namespace Switchroom.Rooms.Membership;

/// <summary>A participant while it is in. Changed only by the room's parts; others see <see cref="Snapshot"/>.</summary>
internal sealed class Participant
{
    private readonly List<PublishedTrack> _tracks = [];

    public Participant(string participantId, ParticipantProfile profile, long joinOrder, TimeSpan now)
    {
        Profile = profile;
        EjectAt = now + profile.EjectAfter;
        Snapshot = new ParticipantSnapshot
        {
            ParticipantId = participantId,
            Identity = profile.Identity,
            UserId = profile.UserId ?? profile.Identity,
            Name = profile.Name,
            Kind = profile.Kind,
            IsOwner = profile.IsOwner,
            Permissions = profile.Permissions,
            Metadata = profile.Metadata,
            Attributes = profile.Attributes,
            JoinOrder = joinOrder,
            JoinedAt = profile.JoinedAt,
            WillEjectAt = profile.JoinedAt + profile.EjectAfter,
        };
    }

    /// <summary>As it was when it joined.</summary>
    public ParticipantProfile Profile { get; }

    public ParticipantSnapshot Snapshot { get; private set; }

    public string Id => Snapshot.ParticipantId;

    public ParticipantPermissions Permissions => Snapshot.Permissions;

    /// <summary>Everything it announced or published, oldest first.</summary>
    public IReadOnlyList<PublishedTrack> Tracks => _tracks;

    /// <summary>What it wants and gets.</summary>
    public Subscriptions Subscriptions { get; } = new();

    /// <summary>Who may subscribe to its tracks.</summary>
    public SubscriberRules Rules { get; set; } = SubscriberRules.Everybody;

    /// <summary>A phone hears the room's mix, not tracks, so it has no subscriptions.</summary>
    public bool HearsMix => Profile.Kind == ParticipantKind.Sip;

    /// <summary>True for recorders and agents, who do not keep a room open.</summary>
    public bool IsDependent => Profile.Kind is ParticipantKind.Egress or ParticipantKind.Agent || Permissions.Recorder || Permissions.Agent;

    /// <summary>Fixed at the join.</summary>
    public TimeSpan? EjectAt { get; }

    /// <summary>When a participant that lost its signalling or its connection leaves for good.</summary>
    public TimeSpan? ResumeBy { get; set; }

    /// <summary>When a participant that never connected leaves.</summary>
    public TimeSpan? ConnectBy { get; set; }

    public void Change(Func<ParticipantSnapshot, ParticipantSnapshot> change) =>
        Snapshot = change(Snapshot) with { Version = Snapshot.Version + 1 };

    public void AddTrack(PublishedTrack track) => _tracks.Add(track);

    public void RemoveTrack(PublishedTrack track)
    {
        _tracks.Remove(track);
        RefreshTracks();
    }

    /// <summary>Takes the tracks as they are now into the snapshot.</summary>
    public void RefreshTracks()
    {
        var published = _tracks.Where(track => track.IsPublished).Select(track => track.Snapshot).ToImmutableArray();
        Change(snapshot => snapshot with { Tracks = published });
    }

    public PublishedTrack? FindTrack(string trackId) => _tracks.Find(track => track.TrackId == trackId);
}
