namespace Switchroom.WebRtc.Congestion;

/// <summary>The bitrate that arrived at the far end, over a sliding window of its clock.</summary>
internal sealed class ReceivedRate
{
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(150);

    private readonly Queue<(TimeSpan At, int Bytes)> _arrivals = new();
    private long _bytes;
    private TimeSpan _latest;

    /// <summary>Bits per second; 0 while too little is known.</summary>
    internal long BitsPerSecond
    {
        get
        {
            if (!_arrivals.TryPeek(out var first) || _latest - first.At < Shortest)
            {
                return 0;
            }

            return (long)(8 * (_bytes - first.Bytes) / (_latest - first.At).TotalSeconds);
        }
    }

    internal void Add(TimeSpan arrivedAt, int bytes)
    {
        if (arrivedAt < _latest - Window)
        {
            // The far end's clock went back: its 24 bits go round every 12.4 days.
            _arrivals.Clear();
            (_bytes, _latest) = (0, arrivedAt);
        }

        _latest = arrivedAt > _latest ? arrivedAt : _latest;
        _arrivals.Enqueue((arrivedAt, bytes));
        _bytes += bytes;
        while (_arrivals.Peek().At < _latest - Window)
        {
            _bytes -= _arrivals.Dequeue().Bytes;
        }
    }
}
