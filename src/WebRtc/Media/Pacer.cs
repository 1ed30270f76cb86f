namespace Switchroom.WebRtc.Media;

/// <summary>Spreads video over time, so that a key frame does not fill the path's queue at once. Pure: it decides when, others send.</summary>
internal sealed class Pacer
{
    /// <summary>Media may leave this much faster than the estimate: encoders overshoot, and waiting costs more than a short queue.</summary>
    private const double Headroom = 2.5;

    /// <summary>Longest that a packet may wait; the rate rises to keep to it.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(5);

    private readonly Queue<PacedPacket> _waiting = new();
    private TimeSpan _freeAt;
    private long _waitingBytes;

    internal int Waiting => _waiting.Count;

    /// <summary>When the next packet may leave.</summary>
    internal TimeSpan? NextDeadline => _waiting.Count > 0 ? _freeAt : null;

    /// <summary>Whether a packet may leave at once: nothing waits before it and the path is free.</summary>
    internal bool MaySendNow(TimeSpan now) => _waiting.Count == 0 && _freeAt <= now + Burst;

    internal void Enqueue(in PacedPacket packet)
    {
        _waiting.Enqueue(packet);
        _waitingBytes += packet.Length;
    }

    /// <summary>Takes a packet whose time has come.</summary>
    internal bool TryTake(TimeSpan now, out PacedPacket packet)
    {
        packet = default;
        if (_waiting.Count == 0 || _freeAt > now)
        {
            return false;
        }

        packet = _waiting.Dequeue();
        _waitingBytes -= packet.Length;
        return true;
    }

    /// <summary>A packet left: the path is taken for its share of time.</summary>
    internal void Spend(int bytes, long bitsPerSecond, TimeSpan now)
    {
        var rate = Math.Max(Headroom * bitsPerSecond, 8 * _waitingBytes / MaxWait.TotalSeconds);
        var from = _freeAt > now - Burst ? _freeAt : now - Burst;
        _freeAt = rate > 0 ? from + TimeSpan.FromSeconds(8 * bytes / rate) : now;
    }

    internal void Clear(DatagramPool pool)
    {
        while (_waiting.TryDequeue(out var packet))
        {
            pool.Return(packet.Buffer);
        }

        _waitingBytes = 0;
    }
}
