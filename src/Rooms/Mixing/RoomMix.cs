using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Switchroom.Media.Levels;
using Switchroom.Media.Mixing;

namespace Switchroom.Rooms.Mixing;

/// <summary>
/// The mix of one room, 20 ms at a time: every source is read at most once, the audible ones are added up once at the highest rate that a listener wants,
/// and each group of listeners that hears the same talkers in the same format shares one encode. Owned by one worker.
/// </summary>
internal sealed class RoomMix : IDisposable
{
    private readonly MixOptions _options;
    private readonly Dictionary<string, MixedSource> _sourcesById = [];
    private readonly Dictionary<string, MixedListener> _listenersById = [];
    private readonly List<MixedSource> _sources = [];
    private readonly List<MixedListener> _listeners = [];
    private readonly Dictionary<string, string> _ownSources = [];
    private readonly TalkerSelection _selection;
    private readonly MixStreams _streams;
    private readonly MixSum _sum;
    private readonly Queue<MixFault> _faults = [];

    /// <summary>Makes an empty mix.</summary>
    /// <param name="options">How it decides who is heard.</param>
    /// <param name="scratch">Memory shared with other mixes of the same owner.</param>
    public RoomMix(MixOptions options, MixScratch scratch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxTalkers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxTalkers, MixOptions.MostTalkers);
        _options = options;
        _selection = new TalkerSelection(options);
        _streams = new MixStreams(options);
        _sum = new MixSum(options.MaxTalkers, scratch);
    }

    /// <summary>Makes an empty mix with the usual options.</summary>
    /// <param name="maxTalkers">How many are heard at once, 1 to <see cref="MixOptions.MostTalkers"/>.</param>
    public RoomMix(int maxTalkers)
        : this(new MixOptions { MaxTalkers = maxTalkers }, new MixScratch())
    {
    }

    /// <summary>What was done so far.</summary>
    public MixCounters Counters { get; private set; }

    /// <summary>The rate of the last tick's sum, in Hz.</summary>
    public int SampleRate { get; private set; } = 8000;

    /// <summary>Adds somebody who may be heard.</summary>
    /// <param name="id">Unique among the sources.</param>
    /// <param name="source">Where its samples come from.</param>
    /// <param name="publish">Where its audio goes as Opus for browsers; null when it comes from a browser.</param>
    /// <returns>What the mix knows of it.</returns>
    public MixedSource AddSource(string id, IMixSource source, IPublishedAudio? publish)
    {
        var mixed = new MixedSource(id, source, publish is null ? null : new PublishedSource(publish), _faults);
        _sourcesById.Add(id, mixed);
        _sources.Add(mixed);
        LinkOwnSources();
        return mixed;
    }

    /// <summary>Removes a source; does nothing when it is not there.</summary>
    public void RemoveSource(string id)
    {
        if (_sourcesById.Remove(id, out var source))
        {
            _sources.Remove(source);
            _selection.Remove(source);
            LinkOwnSources();
            source.Dispose();
        }
    }

    /// <summary>Adds somebody who hears the mix.</summary>
    /// <param name="id">Unique among the listeners.</param>
    /// <param name="listener">Where its packets go.</param>
    /// <param name="ownSource">The source that it must not hear as it is its own; it may be added later.</param>
    public void AddListener(string id, IMixListener listener, string? ownSource)
    {
        var mixed = new MixedListener(id, listener, _faults);
        _listenersById.Add(id, mixed);
        _listeners.Add(mixed);
        if (ownSource is not null)
        {
            _ownSources[id] = ownSource;
            LinkOwnSources();
        }
    }

    /// <summary>Removes a listener; does nothing when it is not there.</summary>
    public void RemoveListener(string id)
    {
        if (_listenersById.Remove(id, out var listener))
        {
            _listeners.Remove(listener);
            _ownSources.Remove(id);
            _streams.Leave(listener);
        }
    }

    /// <summary>Says whom a listener must not hear. Listeners with equal rules still share their encodes.</summary>
    public void SetExcluded(string listenerId, ImmutableHashSet<string> sourceIds) => _listenersById[listenerId].Exclude(sourceIds);

    /// <summary>Makes a listener hear nothing, or everything again.</summary>
    public void SetDeaf(string listenerId, bool deaf) => _listenersById[listenerId].Deaf = deaf;

    /// <summary>Silences a source for everybody, or gives it back its voice.</summary>
    public void SetMuted(string sourceId, bool muted) => _sourcesById[sourceId].Muted = muted;

    /// <summary>Sets how loud a source is for everybody.</summary>
    /// <param name="sourceId">The source.</param>
    /// <param name="gain">A factor, 0 to 4.</param>
    public void SetGain(string sourceId, double gain) => _sourcesById[sourceId].Gain = MixArithmetic.GainOf(gain);

    /// <summary>Loudness of a source in the last tick (RFC 6464: 0 loudest to 127 silent); 127 when nobody needed its samples.</summary>
    public byte LevelOf(string sourceId) => _sourcesById.TryGetValue(sourceId, out var source) ? source.Level : AudioLevel.Silence;

    /// <summary>Whether a source was among the talkers of the last tick.</summary>
    public bool IsHeard(string sourceId) => _sourcesById.TryGetValue(sourceId, out var source) && source.Slot != MixedSource.NoSlot;

    /// <summary>The next source or listener that threw in a step. It is left out since, and is to be removed.</summary>
    public bool TryTakeFault(out MixFault fault) => _faults.TryDequeue(out fault);

    /// <summary>One step of 20 ms, in time.</summary>
    public void Tick(TimeSpan now) => Tick(now, due: now);

    /// <summary>One step of 20 ms: reads, chooses, adds up, encodes and delivers.</summary>
    /// <param name="now">The time.</param>
    /// <param name="due">
    /// When the step should have been: sources are read as if it were then. A step that comes late would look like sound that waits too long, and be shortened.
    /// </param>
    public void Tick(TimeSpan now, TimeSpan due)
    {
        var (hearing, onlyOne) = AskListeners();
        SampleRate = RoomRate();
        ReadSources(hearing, onlyOne, due);
        _selection.Choose(_sources);
        ReadChosen(due);
        PublishSources(now);
        if (_streams.All.Count == 0 && !_listeners.Exists(static listener => listener.Format is not null))
        {
            return;
        }

        _sum.Build(_selection.Places, SampleRate);
        foreach (var listener in CollectionsMarshal.AsSpan(_listeners))
        {
            listener.Listen(_sum.Talkers, _selection);
        }

        _streams.Assign(_listeners, Counters.Ticks);
        var encoded = 0;
        foreach (var stream in CollectionsMarshal.AsSpan(_streams.All))
        {
            encoded += Send(stream, now);
        }

        Counters = Counters with { Ticks = Counters.Ticks + 1, Encodes = Counters.Encodes + encoded };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _streams.Dispose();
        _sources.ForEach(source => source.Dispose());
    }

    /// <summary>How many want to hear something, and the only one when there is but one.</summary>
    private (int Hearing, MixedListener? OnlyOne) AskListeners()
    {
        var (hearing, only) = (0, (MixedListener?)null);
        foreach (var listener in CollectionsMarshal.AsSpan(_listeners))
        {
            listener.AskFormat();
            if (listener.Format is not null && !listener.Deaf)
            {
                hearing++;
                only = listener;
            }
        }

        return (hearing, hearing == 1 ? only : null);
    }

    private int RoomRate()
    {
        var rate = 8000;
        foreach (var listener in CollectionsMarshal.AsSpan(_listeners))
        {
            rate = Math.Max(rate, listener.Format?.SampleRate ?? 0);
        }

        return rate;
    }

    /// <summary>Reads every source that somebody needs and that does not say by itself how loud it is.</summary>
    private void ReadSources(int hearing, MixedListener? onlyOne, TimeSpan now)
    {
        var reads = 0;
        foreach (var source in CollectionsMarshal.AsSpan(_sources))
        {
            if (source.IsFaulty)
            {
                continue;
            }

            try
            {
                reads += ReadIfNeeded(source, isHeard: hearing > 0 && (onlyOne is null || onlyOne.Own != source), now) ? 1 : 0;
                _selection.UpdateGate(source);
            }
#pragma warning disable CA1031 // contained: the owner of the mix learns of it
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Fail(source, fault);
            }
        }

        Counters = Counters with { Reads = Counters.Reads + reads };
    }

    private bool ReadIfNeeded(MixedSource source, bool isHeard, TimeSpan now)
    {
        var knowsLevel = source.TakeHint();
        if (!source.Muted && (source.IsPublished || (isHeard && !knowsLevel)))
        {
            source.Read(SampleRate, now);
            return true;
        }

        if (source.Muted || !isHeard)
        {
            source.Skip(now);
        }

        return false;
    }

    /// <summary>Of the sources that say how loud they are, only those among the talkers are decoded.</summary>
    private void ReadChosen(TimeSpan now)
    {
        var reads = 0;
        foreach (var source in CollectionsMarshal.AsSpan(_sources))
        {
            if (source.WasRead || source.WasSkipped)
            {
                continue;
            }

            try
            {
                if (source.Slot != MixedSource.NoSlot)
                {
                    source.Read(SampleRate, now);
                    reads++;
                }
                else
                {
                    source.Skip(now);
                }
            }
#pragma warning disable CA1031 // contained: the owner of the mix learns of it
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Fail(source, fault);
            }
        }

        Counters = Counters with { Reads = Counters.Reads + reads };
    }

    private void PublishSources(TimeSpan now)
    {
        var encoded = 0;
        foreach (var source in CollectionsMarshal.AsSpan(_sources))
        {
            try
            {
                encoded += !source.IsFaulty && source.Publish(_options.TailTicks, now) ? 1 : 0;
            }
#pragma warning disable CA1031 // contained: the owner of the mix learns of it
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Fail(source, fault);
            }
        }

        Counters = Counters with { PublishedEncodes = Counters.PublishedEncodes + encoded };
    }

    private int Send(MixStream stream, TimeSpan now)
    {
        try
        {
            return stream.Send(_sum, _options.TailTicks, now);
        }
#pragma warning disable CA1031 // contained: an encoder's fault is that of all who hear it
        catch (Exception fault)
#pragma warning restore CA1031
        {
            stream.Listeners.ForEach(listener => listener.Fail(fault));
            return 0;
        }
    }

    private void Fail(MixedSource source, Exception fault)
    {
        source.Fail(fault);
        _selection.Remove(source);
    }

    private void LinkOwnSources()
    {
        foreach (var (listener, source) in _ownSources)
        {
            _listenersById[listener].Own = _sourcesById.GetValueOrDefault(source);
        }
    }
}
