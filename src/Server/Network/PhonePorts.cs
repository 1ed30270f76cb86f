using System.Diagnostics.CodeAnalysis;

namespace Switchroom.Server.Network;

/// <summary>
/// The RTP port range, in pairs (even RTP, odd RTCP). A pair given back rests before it is used again, so that late packets
/// of the last call are not heard in the next one. Shared by all workers.
/// </summary>
internal sealed class PhonePorts
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _quarantine;
    private readonly Queue<int> _free = new();
    private readonly Queue<(int Port, long ReturnedAt)> _resting = new();
    private readonly Lock _lock = new();

    /// <summary>The pairs within <paramref name="first"/>..<paramref name="last"/>, both included.</summary>
    public PhonePorts(int first, int last, TimeProvider time, TimeSpan quarantine)
    {
        _time = time;
        _quarantine = quarantine;
        for (var port = first + (first & 1); port + 1 <= last; port += 2)
        {
            _free.Enqueue(port);
        }
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
