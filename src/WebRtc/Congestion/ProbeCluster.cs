namespace Switchroom.WebRtc.Congestion;

/// <summary>A short burst of padding at a rate above the estimate, and what arrived of it.</summary>
internal sealed class ProbeCluster(ushort id, double bitsPerSecond, TimeSpan startsAt)
{
    /// <summary>Bytes of a padding packet on the wire, about.</summary>
    internal const int PacketBytes = 290;

    private const int MinPackets = 6;
    private static readonly TimeSpan MostLate = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(15);

    private readonly double _size = Math.Max(MinPackets * PacketBytes, bitsPerSecond * Length.TotalSeconds / 8);
    private TimeSpan _firstSent = TimeSpan.MaxValue;
    private TimeSpan _lastSent;
    private TimeSpan _firstArrival = TimeSpan.MaxValue;
    private TimeSpan _lastArrival;
    private int _lastSentBytes;
    private int _firstArrivalBytes;
    private int _bytes;
    private int _received;
    private int _sentBytes;
    private TimeSpan _shift;

    internal ushort Id { get; } = id;

    internal double BitsPerSecond { get; } = bitsPerSecond;

    /// <summary>Packets sent in this cluster, media among them: they take their share of the path.</summary>
    internal int Sent { get; private set; }

    internal bool IsSent => _sentBytes >= _size && Sent >= MinPackets;

    /// <summary>When the next packet is due.</summary>
    internal TimeSpan NextAt => startsAt + _shift + TimeSpan.FromSeconds(8.0 * _sentBytes / BitsPerSecond);

    /// <summary>When nothing more is expected of it.</summary>
    internal TimeSpan Expires => startsAt + _shift + TimeSpan.FromSeconds(1);

    internal void Send(int bytes, TimeSpan now)
    {
        // A caller that comes late must not make up for it in one burst, which would measure nothing.
        var late = now - NextAt;
        _shift += late > MostLate ? late : TimeSpan.Zero;
        Sent++;
        _sentBytes += bytes;
    }

    internal void Arrive(TimeSpan sentAt, TimeSpan arrivedAt, int bytes)
    {
        _received++;
        _bytes += bytes;
        _firstSent = sentAt < _firstSent ? sentAt : _firstSent;
        if (sentAt >= _lastSent)
        {
            (_lastSent, _lastSentBytes) = (sentAt, bytes);
        }

        if (arrivedAt < _firstArrival)
        {
            (_firstArrival, _firstArrivalBytes) = (arrivedAt, bytes);
        }

        _lastArrival = arrivedAt > _lastArrival ? arrivedAt : _lastArrival;
    }

    /// <summary>The rate it found, or null while too little arrived or it arrived faster than it can have travelled.</summary>
    internal double? Result()
    {
        var sending = (_lastSent - _firstSent).TotalSeconds;
        var arriving = (_lastArrival - _firstArrival).TotalSeconds;
        if (_received < 0.8 * Sent || sending <= 0 || arriving <= 0)
        {
            return null;
        }

        var sent = 8 * (_bytes - _lastSentBytes) / sending;
        var arrived = 8 * (_bytes - _firstArrivalBytes) / arriving;
        if (arrived > 2 * sent)
        {
            return null;
        }

        // Where arrival is slower the path was full: stay below what it carried then.
        return arrived < 0.9 * sent ? 0.9 * arrived : Math.Min(sent, arrived);
    }
}
