using System.Numerics;
using System.Runtime.InteropServices;

namespace Switchroom.Rooms.Mixing;

/// <summary>
/// The streams of a room: who shares which encode. A listener leaves a stream when it hears different talkers, on a copy that continues the stream bit for
/// bit; two streams that carry the same become one, at once when the codec has no memory, else when their pasts agree.
/// </summary>
internal sealed class MixStreams(MixOptions options) : IDisposable
{
    /// <summary>Unused streams kept for the next split, so that splitting does not allocate.</summary>
    private const int MaxIdle = 16;

    private readonly List<MixStream> _streams = [];
    private readonly List<MixStream> _idle = [];
    private readonly List<MixedListener> _leaving = [];

    public List<MixStream> All => _streams;

    /// <summary>Puts every listener on a stream that carries what it hears in this tick.</summary>
    /// <param name="listeners">All of the room.</param>
    /// <param name="tick">Number of this tick.</param>
    public void Assign(List<MixedListener> listeners, long tick)
    {
        foreach (var listener in CollectionsMarshal.AsSpan(listeners))
        {
            if (listener.Stream is { } stream && stream.Format != listener.Format)
            {
                Leave(listener);
            }
        }

        SplitThoseThatDiffer();
        foreach (var listener in CollectionsMarshal.AsSpan(listeners))
        {
            if (listener.Stream is null && listener.Format is not null)
            {
                Join(listener, tick);
            }
        }

        Merge();
    }

    /// <summary>Takes a listener off its stream.</summary>
    public void Leave(MixedListener listener)
    {
        listener.Stream?.Listeners.Remove(listener);
        listener.Stream = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _streams.ForEach(stream => stream.Dispose());
        _idle.ForEach(stream => stream.Dispose());
    }

    private void SplitThoseThatDiffer()
    {
        for (var i = _streams.Count - 1; i >= 0; i--)
        {
            var stream = _streams[i];
            if (stream.Listeners.Count == 0)
            {
                Retire(i);
                continue;
            }

            // The stream stays with those that hear most: most listeners contribute nothing and hear everybody.
            stream.SplitFrom = null;
            stream.Heard = 0;
            foreach (var listener in CollectionsMarshal.AsSpan(stream.Listeners))
            {
                stream.Heard = BitOperations.PopCount(listener.Heard) > BitOperations.PopCount(stream.Heard) ? listener.Heard : stream.Heard;
            }

            foreach (var listener in CollectionsMarshal.AsSpan(stream.Listeners))
            {
                if (listener.Heard != stream.Heard)
                {
                    _leaving.Add(listener);
                }
            }

            Split(stream);
        }
    }

    private void Split(MixStream stream)
    {
        foreach (var listener in _leaving)
        {
            Leave(listener);
            MoveTo(SplitCarrying(stream, listener.Heard) ?? NewSplit(stream, listener.Heard), listener);
        }

        _leaving.Clear();
    }

    /// <summary>The stream split from this one in this tick with that content: several listeners may leave together.</summary>
    private MixStream? SplitCarrying(MixStream parent, ulong heard)
    {
        for (var i = _streams.Count - 1; i >= 0 && _streams[i].SplitFrom == parent; i--)
        {
            if (_streams[i].Heard == heard)
            {
                return _streams[i];
            }
        }

        return null;
    }

    private MixStream NewSplit(MixStream parent, ulong heard)
    {
        var stream = Take(parent.Format);
        stream.ContinueFrom(parent);
        (stream.SplitFrom, stream.Heard) = (parent, heard);
        _streams.Add(stream);
        return stream;
    }

    private void Join(MixedListener listener, long tick)
    {
        foreach (var stream in _streams)
        {
            if (stream.Heard == listener.Heard && stream.Format == listener.Format)
            {
                MoveTo(stream, listener);
                return;
            }
        }

        var fresh = Take(listener.Format!.Value);
        fresh.Begin(tick);
        (fresh.SplitFrom, fresh.Heard) = (null, listener.Heard);
        _streams.Add(fresh);
        MoveTo(fresh, listener);
    }

    private void Merge()
    {
        for (var i = _streams.Count - 1; i > 0; i--)
        {
            var stream = _streams[i];
            if (TwinOf(stream, i) is not { } twin)
            {
                stream.TwinTicks = 0;
                continue;
            }

            stream.TwinTicks++;
            if (MayMerge(stream, twin))
            {
                if (stream.Listeners.Count > twin.Listeners.Count)
                {
                    // The one with fewer listeners goes.
                    (stream, twin) = (twin, stream);
                }

                MoveAll(stream, twin);
                Retire(_streams.IndexOf(stream));
            }
        }
    }

    /// <summary>An older stream that carries the same.</summary>
    private MixStream? TwinOf(MixStream stream, int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (_streams[i].Heard == stream.Heard && _streams[i].Format == stream.Format)
            {
                return _streams[i];
            }
        }

        return null;
    }

    private bool MayMerge(MixStream stream, MixStream twin) =>
        !stream.HasMemory || (stream.IsSilent && twin.IsSilent) || stream.TwinTicks >= options.MergeTicks;

    private static void MoveTo(MixStream stream, MixedListener listener)
    {
        stream.Listeners.Add(listener);
        listener.Stream = stream;
    }

    private static void MoveAll(MixStream from, MixStream to)
    {
        foreach (var listener in from.Listeners)
        {
            MoveTo(to, listener);
        }

        from.Listeners.Clear();
    }

    private MixStream Take(MixFormat format)
    {
        for (var i = _idle.Count - 1; i >= 0; i--)
        {
            var idle = _idle[i];
            if (idle.Format == format)
            {
                _idle.RemoveAt(i);
                return idle;
            }
        }

        return new MixStream(format);
    }

    private void Retire(int index)
    {
        var stream = _streams[index];
        _streams.RemoveAt(index);
        if (_idle.Count == MaxIdle)
        {
            _idle[0].Dispose();
            _idle.RemoveAt(0);
        }

        _idle.Add(stream);
    }
}
