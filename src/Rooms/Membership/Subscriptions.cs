namespace Switchroom.Rooms.Membership;

/// <summary>What one subscriber asked for, and what it gets.</summary>
internal sealed class Subscriptions
{
    /// <summary>Most tracks a subscriber may have an explicit wish about.</summary>
    public const int MaxWishes = 10_000;

    private readonly Dictionary<string, bool> _wishes = [];
    private readonly Dictionary<string, PublishedTrack> _active = [];
    private readonly HashSet<string> _denied = [];

    /// <summary>The tracks it gets, by id.</summary>
    public IReadOnlyDictionary<string, PublishedTrack> Active => _active;

    /// <summary>Its explicit wish about a track; null when it has none.</summary>
    public bool? WishFor(string trackId) => _wishes.TryGetValue(trackId, out var wish) ? wish : null;

    /// <summary>False when there are too many wishes.</summary>
    public bool TryWish(string trackId, bool wanted)
    {
        if (_wishes.Count >= MaxWishes && !_wishes.ContainsKey(trackId))
        {
            return false;
        }

        _wishes[trackId] = wanted;
        return true;
    }

    public void Start(PublishedTrack track) => _active[track.TrackId] = track;

    public bool Stop(string trackId) => _active.Remove(trackId);

    /// <summary>Notes whether a wanted track is allowed; true when that is news.</summary>
    public bool NoteAllowed(string trackId, bool allowed) => allowed ? _denied.Remove(trackId) : _denied.Add(trackId);

    /// <summary>A track is gone for good.</summary>
    public void Forget(string trackId)
    {
        _wishes.Remove(trackId);
        _active.Remove(trackId);
        _denied.Remove(trackId);
    }
}
