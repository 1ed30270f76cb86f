using System.Net;

namespace Switchroom.Rooms.Worker;

/// <summary>
/// The datagrams a worker wants sent, in order. Everything in the worker writes packets straight into its memory, so nothing is
/// copied on the way and nothing is allocated once the blocks are there.
/// </summary>
internal sealed class DatagramOutbox
{
    /// <summary>Largest datagram.</summary>
    public const int MaxDatagram = 65_535;

    private const int BlockSize = 256 * 1024;

    private readonly List<byte[]> _blocks = [new byte[BlockSize]];
    private Entry[] _entries = new Entry[64];
    private int _taken;
    private int _count;
    private int _block;
    private int _used;

    /// <summary>Datagrams that wait to be taken.</summary>
    public int Count => _count - _taken;

    /// <summary>Memory for one datagram of at most <paramref name="maxLength"/> octets; it becomes one with <see cref="Commit"/>, or is left alone.</summary>
    public Span<byte> Begin(int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxLength, MaxDatagram);
        if (_count == _taken)
        {
            _count = _taken = _block = _used = 0;
        }

        if (BlockSize - _used < maxLength)
        {
            _block++;
            _used = 0;
            if (_block == _blocks.Count)
            {
                _blocks.Add(new byte[BlockSize]);
            }
        }

        return _blocks[_block].AsSpan(_used, maxLength);
    }

    /// <summary>Queues the first <paramref name="length"/> octets of what <see cref="Begin"/> gave.</summary>
    public void Commit(SocketId socket, IPEndPoint to, int length)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
        }

        _entries[_count++] = new Entry(socket, to, _block, _used, length);
        _used += length;
    }

    /// <summary>Queues a copy.</summary>
    public void Add(SocketId socket, IPEndPoint to, ReadOnlySpan<byte> datagram)
    {
        datagram.CopyTo(Begin(datagram.Length));
        Commit(socket, to, datagram.Length);
    }

    /// <summary>The oldest datagram not taken yet; its bytes stay until the next <see cref="Begin"/> after the last was taken.</summary>
    public bool TryTake(out WorkerDatagram datagram)
    {
        if (_taken == _count)
        {
            datagram = default;
            return false;
        }

        var entry = _entries[_taken++];
        datagram = new WorkerDatagram(entry.Socket, entry.To, _blocks[entry.Block].AsMemory(entry.Start, entry.Length));
        return true;
    }

    private readonly record struct Entry(SocketId Socket, IPEndPoint To, int Block, int Start, int Length);
}
