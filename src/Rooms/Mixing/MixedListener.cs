using System.Collections.Immutable;

namespace Switchroom.Rooms.Mixing;

/// <summary>One listener of a mix: whom it must not hear, and the stream it is on.</summary>
internal sealed class MixedListener(string id, IMixListener target, Queue<MixFault> faults)
{
    private ImmutableHashSet<string> _excluded = [];
    private ulong _excludedPlaces;
    private int _placesVersion = -1;

    public string Id { get; } = id;

    /// <summary>It threw: nothing is done for it any more.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>The source that is this listener's own voice; null when it has none.</summary>
    public MixedSource? Own { get; set; }

    public bool Deaf { get; set; }

    /// <summary>What it wants in this tick; null while it hears nothing.</summary>
    public MixFormat? Format { get; private set; }

    /// <summary>How many per cent of the packets the far end loses.</summary>
    public int ExpectedLoss => target.ExpectedLoss;

    /// <summary>Places of the talkers that it hears in this tick.</summary>
    public ulong Heard { get; private set; }

    public MixStream? Stream { get; set; }

    public void Exclude(ImmutableHashSet<string> sourceIds) => (_excluded, _placesVersion) = (sourceIds, -1);

    /// <summary>Asks what it wants in this tick.</summary>
    public void AskFormat()
    {
        try
        {
            Format = IsFaulty ? null : target.Format;
        }
#pragma warning disable CA1031 // contained: the owner of the mix learns of it
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Fail(fault);
        }
    }

    /// <summary>Gives it a packet.</summary>
    public void Write(ReadOnlySpan<byte> payload, TimeSpan now)
    {
        try
        {
            if (!IsFaulty)
            {
                target.Write(payload, now);
            }
        }
#pragma warning disable CA1031 // contained: the owner of the mix learns of it
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Fail(fault);
        }
    }

    /// <summary>Gives it a packet time of silence.</summary>
    public void Silence(TimeSpan now)
    {
        try
        {
            if (!IsFaulty)
            {
                target.Silence(now);
            }
        }
#pragma warning disable CA1031 // contained: the owner of the mix learns of it
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Fail(fault);
        }
    }

    /// <summary>Something threw while it was served.</summary>
    public void Fail(Exception fault)
    {
        if (!IsFaulty)
        {
            (IsFaulty, Format) = (true, null);
            faults.Enqueue(new MixFault(Id, fault));
        }
    }

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
