namespace Switchroom.WebRtc.Tests.Congestion;

/// <summary>A link with a rate, a drop-tail queue and a delay; several senders may share it.</summary>
internal sealed class SimulatedBottleneck(double bitsPerSecond, int seed = 1)
{
    private readonly Random _random = new(seed);
    private TimeSpan _freeAt;

    internal double BitsPerSecond { get; set; } = bitsPerSecond;

    internal TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(25);

    internal TimeSpan QueueLimit { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>Chance of losing a packet for no reason of ours.</summary>
    internal double Loss { get; init; }

    internal TimeSpan Jitter { get; init; }

    /// <summary>Longest wait in the queue so far.</summary>
    internal TimeSpan WorstQueue { get; private set; }

    /// <summary>When a packet arrives; null when it is lost.</summary>
    internal TimeSpan? Arrival(int bytes, TimeSpan now)
    {
        var starts = _freeAt > now ? _freeAt : now;
        WorstQueue = starts - now > WorstQueue ? starts - now : WorstQueue;
        if (starts - now > QueueLimit || _random.NextDouble() < Loss)
        {
            return null;
        }

        _freeAt = starts + TimeSpan.FromSeconds(8 * bytes / BitsPerSecond);
        return _freeAt + Delay + (Jitter * _random.NextDouble());
    }
}
