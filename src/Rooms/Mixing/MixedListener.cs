using System.Collections.Immutable;

namespace Switchroom.Rooms.Mixing;

/// <summary>One listener of a mix: whom it must not hear, and the stream it is on.</summary>
internal sealed class MixedListener(string id, IMixListener target)
{
    private ImmutableHashSet<string> _excluded = [];
    private ulong _excludedPlaces;
    private int _placesVersion = -1;

    public string Id { get; } = id;

    public IMixListener Target { get; } = target;

    /// <summary>The source that is this listener's own voice; null when it has none.</summary>
    public MixedSource? Own { get; set; }

    public bool Deaf { get; set; }

    /// <summary>What it wants in this tick; null while it hears nothing.</summary>
    public MixFormat? Format { get; private set; }

    /// <summary>Places of the talkers that it hears in this tick.</summary>
    public ulong Heard { get; private set; }

    public MixStream? Stream { get; set; }

    public void Exclude(ImmutableHashSet<string> sourceIds) => (_excluded, _placesVersion) = (sourceIds, -1);

    /// <summary>Asks what it wants in this tick.</summary>
    public void AskFormat() => Format = Target.Format;

    /// <summary>Works out whom it hears in this tick.</summary>
    public void Listen(ulong talkers, TalkerSelection selection)
    {
        if (Deaf)
        {
            Heard = 0;
            return;
        }

        if (_excluded.Count > 0 && _placesVersion != selection.Version)
        {
            _excludedPlaces = 0;
            for (var place = 0; place < selection.Places.Length; place++)
            {
                if (selection.Places[place] is { } source && _excluded.Contains(source.Id))
                {
                    _excludedPlaces |= 1UL << place;
                }
            }

            _placesVersion = selection.Version;
        }

        var own = Own is { Slot: >= 0 } ? 1UL << Own.Slot : 0;
        Heard = talkers & ~own & ~(_excluded.Count > 0 ? _excludedPlaces : 0);
    }
}
