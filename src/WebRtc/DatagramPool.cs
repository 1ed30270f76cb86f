namespace Switchroom.WebRtc;

/// <summary>Buffers for outgoing datagrams, shared by the peers of one worker. Belongs to that worker's thread.</summary>
public sealed class DatagramPool
{
    /// <summary>Bytes in every buffer: an Ethernet payload, more than any datagram made here.</summary>
    public const int BufferSize = 1500;

    private readonly Stack<byte[]> _free = new();
    private readonly int _kept;

    /// <summary>A pool that keeps at most <paramref name="kept"/> unused buffers.</summary>
    public DatagramPool(int kept = 8192) => _kept = kept;

    /// <summary>Buffers rented and not yet returned.</summary>
    public int Outstanding { get; private set; }

    /// <summary>A buffer of <see cref="BufferSize"/> bytes with unspecified content.</summary>
    public byte[] Rent()
    {
        Outstanding++;
        return _free.TryPop(out var buffer) ? buffer : GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
    }

    /// <summary>Gives a buffer back; the caller must not touch it again.</summary>
    public void Return(byte[] buffer)
    {
        Outstanding--;
        if (_free.Count < _kept)
        {
            _free.Push(buffer);
        }
    }
}
