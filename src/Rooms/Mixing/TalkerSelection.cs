using Switchroom.Media.Levels;

namespace Switchroom.Rooms.Mixing;

/// <summary>
/// Who is heard: a source whose gate is open gets one of the few places. When all are taken, a waiting source gets the place of the quietest talker only
/// when it is clearly louder, so that equals do not take turns by the syllable.
/// </summary>
internal sealed class TalkerSelection(MixOptions options)
{
    private readonly MixedSource?[] _places = new MixedSource?[options.MaxTalkers];

    /// <summary>The places: a talker or null each.</summary>
    public ReadOnlySpan<MixedSource?> Places => _places;

    /// <summary>Changes whenever a place does.</summary>
    public int Version { get; private set; }

    /// <summary>Updates one source's gate for this tick.</summary>
    public void UpdateGate(MixedSource source)
    {
        var loudness = (AudioLevel.Silence - source.Level) * MixedSource.LoudnessSteps;
        source.Waited = source.GateIsOpen && source.Slot == MixedSource.NoSlot;
        source.Loudness = Math.Max(loudness, source.Loudness - 1);
        source.Hangover = source.Muted ? 0 : source.Level <= options.GateLevel ? options.HangoverTicks + 1 : Math.Max(0, source.Hangover - 1);
    }

    /// <summary>Decides who is heard in this tick.</summary>
    public void Choose(List<MixedSource> sources)
    {
        FreePlaces();
        var waiting = 0;
        for (var i = 0; i < sources.Count; i++)
        {
            waiting += IsWaiting(sources[i]) ? 1 : 0;
        }

        while (waiting > 0 && Array.IndexOf(_places, null) is >= 0 and var place)
        {
            var talker = LoudestWaiting(sources)!;
            Place(talker, place);
            waiting--;
        }

        if (waiting > 0)
        {
            MakeRoomFor(LoudestWaiting(sources)!);
        }
    }

    /// <summary>Takes a source's place away, as it is gone.</summary>
    public void Remove(MixedSource source)
    {
        if (source.Slot != MixedSource.NoSlot)
        {
            Free(source);
        }
    }

    private static bool IsWaiting(MixedSource source) => source.Slot == MixedSource.NoSlot && source.GateIsOpen;

    private static MixedSource? LoudestWaiting(List<MixedSource> sources)
    {
        MixedSource? loudest = null;
        for (var i = 0; i < sources.Count; i++)
        {
            if (IsWaiting(sources[i]) && (loudest is null || sources[i].Loudness > loudest.Loudness))
            {
                loudest = sources[i];
            }
        }

        return loudest;
    }

    private void FreePlaces()
    {
        foreach (var source in _places)
        {
            if (source is null)
            {
                continue;
            }

            source.HeldTicks++;
            source.Entering = false;
            if (source.Leaving || !source.GateIsOpen)
            {
                Free(source);
            }
        }
    }

    private void MakeRoomFor(MixedSource challenger)
    {
        MixedSource? quietest = null;
        foreach (var source in _places)
        {
            if (source!.HeldTicks >= options.MinHeldTicks && (quietest is null || source.Loudness < quietest.Loudness))
            {
                quietest = source;
            }
        }

        if (quietest is not null && challenger.Loudness >= quietest.Loudness + (options.TakeoverMargin * MixedSource.LoudnessSteps))
        {
            quietest.Leaving = true;
        }
    }

    private void Place(MixedSource source, int place)
    {
        _places[place] = source;

        // Whose gate opened in this tick was silent until now; who waited would begin in mid-word.
        (source.Slot, source.HeldTicks, source.Entering, source.Leaving) = (place, 0, source.Waited, false);
        Version++;
    }

    private void Free(MixedSource source)
    {
        _places[source.Slot] = null;
        (source.Slot, source.Leaving, source.Entering) = (MixedSource.NoSlot, false, false);
        Version++;
    }
}
