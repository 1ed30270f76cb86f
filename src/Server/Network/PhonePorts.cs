using System.Diagnostics.CodeAnalysis;

namespace Switchroom.Server.Network;

/// <summary>
/// The RTP port range, in pairs (even RTP, odd RTCP), in an order that nobody can guess: who does not see a call's signalling does not know where to
/// send sound into it, and servers that share a machine and a range hardly meet. A pair given back rests before it is used again, so that late packets
/// of the last call are not heard in the next one. Shared by all workers.
/// </summary>
internal sealed class PhonePorts
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _quarantine;
    private readonly Queue<int> _free;
    private readonly Queue<(int Port, long ReturnedAt)> _resting = new();
    private readonly Lock _lock = new();

    /// <summary>The pairs within <paramref name="first"/>..<paramref name="last"/>, both included.</summary>
    public PhonePorts(int first, int last, Random random, TimeProvider time, TimeSpan quarantine)
    {
        _time = time;
        _quarantine = quarantine;
        var even = first + (first & 1);
        var pairs = Enumerable.Range(0, Math.Max(0, (last + 1 - even) / 2)).Select(pair => even + (2 * pair)).ToArray();
        random.Shuffle(pairs);
        _free = new Queue<int>(pairs);
    }

    /// <summary>Takes the RTP port of the pair that has been unused for longest.</summary>
    public bool TryTake([NotNullWhen(true)] out int? port)
    {
        lock (_lock)
        {
            while (_resting.TryPeek(out var resting) && _time.GetElapsedTime(resting.ReturnedAt) >= _quarantine)
            {
                _free.Enqueue(_resting.Dequeue().Port);
            }

            port = _free.TryDequeue(out var taken) ? taken : null;
            return port is not null;
        }
    }

    /// <summary>Gives a pair back; it rests first.</summary>
    public void Return(int port)
    {
        lock (_lock)
        {
            _resting.Enqueue((port, _time.GetTimestamp()));
        }
    }
}
