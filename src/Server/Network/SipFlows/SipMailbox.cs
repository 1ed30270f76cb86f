using System.Buffers;
using System.Collections.Concurrent;
using Switchroom.Sip.Flows;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>What waits for the SIP thread. Datagrams are dropped when too much waits; everything else is bounded by its source.</summary>
internal sealed class SipMailbox(int maxWaiting) : IDisposable
{
    private readonly ConcurrentQueue<SipInput> _queue = new();
    private readonly SemaphoreSlim _filled = new(0);
    private int _waiting;
    private long _dropped;

    /// <summary>Datagrams dropped because the thread could not keep up.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Whether a reader of a stream should pause.</summary>
    public bool IsFull => Volatile.Read(ref _waiting) >= maxWaiting;

    public bool IsEmpty => _queue.IsEmpty;

    public void Post(SipInput input)
    {
        Interlocked.Increment(ref _waiting);
        _queue.Enqueue(input);
        _filled.Release();
    }

    /// <summary>Copies a message in; false if it was dropped because too much waits.</summary>
    public bool PostMessage(FlowId flow, ReadOnlySpan<byte> bytes)
    {
        if (IsFull)
        {
            Interlocked.Increment(ref _dropped);
            return false;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(buffer);
        Post(new SipInput(SipInputKind.Message) { Flow = flow, Buffer = buffer, Length = bytes.Length });
        return true;
    }

    /// <summary>Waits for the next entry, at most so long.</summary>
    public bool TryTake(TimeSpan wait, out SipInput input)
    {
        input = default;
        if (!_filled.Wait(wait) || !_queue.TryDequeue(out input))
        {
            return false;
        }

        Interlocked.Decrement(ref _waiting);
        return true;
    }

    public void Dispose() => _filled.Dispose();
}
