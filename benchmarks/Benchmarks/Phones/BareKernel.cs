using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Switchroom.Server.Network.Linux;

namespace Switchroom.Benchmarks.Phones;

/// <summary>
/// The kernel's share of a leg's cost: a thread that takes the packets of as many sockets as legs have, and sends one of its own from each every 20 ms, by
/// the system calls the media worker uses, and does nothing else.
/// </summary>
internal sealed unsafe class BareKernel : IDisposable
{
    private const int BatchCapacity = 64;
    private const int MaxDatagram = 2048;

    private readonly Socket[] _sockets;
    private readonly Epoll _epoll = new();
    private readonly LibC.MessageHeader* _received;
    private readonly LibC.MessageHeader* _sent;
    private readonly byte* _memory;
    private readonly Thread _thread;
    private readonly TaskCompletionSource<ThreadClock> _clock = new();
    private volatile bool _sends;
    private volatile bool _stopping;

    /// <param name="count">Sockets.</param>
    /// <param name="to">Where they send to.</param>
    /// <param name="length">Octets of what they send.</param>
    public BareKernel(int count, IPEndPoint to, int length)
    {
        _received = (LibC.MessageHeader*)NativeMemory.AllocZeroed(BatchCapacity, (nuint)sizeof(LibC.MessageHeader));
        _sent = (LibC.MessageHeader*)NativeMemory.AllocZeroed(1, (nuint)sizeof(LibC.MessageHeader));
        _memory = (byte*)NativeMemory.AllocZeroed(BatchCapacity + 1, MaxDatagram + 64);
        for (var i = 0; i < BatchCapacity; i++)
        {
            Prepare(_received + i, i, MaxDatagram);
        }

        Prepare(_sent, BatchCapacity, length);
        var name = (byte*)_sent->Name;
        *(short*)name = LibC.AddressFamilyIPv4;
        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(name + 2, 2), (ushort)to.Port);
        to.Address.TryWriteBytes(new Span<byte>(name + 4, 4), out _);
        _sent->NameLength = 16;
        _sockets = [.. Enumerable.Range(0, count).Select(Open)];
        _thread = new Thread(Run) { IsBackground = true, Name = "bare kernel" };
        _thread.Start();
        Clock = _clock.Task.Result;
    }

    /// <summary>CPU time of its thread.</summary>
    public ThreadClock Clock { get; }

    /// <summary>Where its sockets are.</summary>
    public IEnumerable<IPEndPoint> Addresses => _sockets.Select(socket => (IPEndPoint)socket.LocalEndPoint!);

    /// <summary>Packets it took.</summary>
    public long Received { get; private set; }

    /// <summary>Packets it sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Starts and stops sending.</summary>
    public bool Sends
    {
        get => _sends;
        set => _sends = value;
    }

    public void Dispose()
    {
        _stopping = true;
        _epoll.Wake();
        _thread.Join();
        Array.ForEach(_sockets, socket => socket.Dispose());
        _epoll.Dispose();
        NativeMemory.Free(_received);
        NativeMemory.Free(_sent);
        NativeMemory.Free(_memory);
    }

    private void Prepare(LibC.MessageHeader* header, int place, int length)
    {
        var block = _memory + (place * (MaxDatagram + 64));
        var vector = (LibC.Vector*)block;
        *vector = new LibC.Vector { Start = block + 64, Length = (nuint)length };
        header->Name = block + sizeof(LibC.Vector);
        header->NameLength = AddressTable.MaxLength;
        header->Vectors = vector;
        header->VectorCount = 1;
    }

    private Socket Open(int number)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _epoll.Add((int)socket.Handle, (ulong)number);
        return socket;
    }

    private void Run()
    {
        _clock.SetResult(ThreadClock.OfCaller);
        var descriptors = Array.ConvertAll(_sockets, socket => (int)socket.Handle);
        var ready = new ulong[256];
        var tick = TimeSpan.FromMilliseconds(20);
        var (start, next) = (Stopwatch.GetTimestamp(), tick);
        while (!_stopping)
        {
            var left = next - Stopwatch.GetElapsedTime(start);
            var count = _epoll.Wait(left > TimeSpan.Zero ? left : TimeSpan.Zero, ready);
            for (var i = 0; i < count; i++)
            {
                Received += Math.Max(0, LibC.ReceiveMany(descriptors[ready[i]], _received, BatchCapacity, LibC.DontWait, null));
            }

            for (; Stopwatch.GetElapsedTime(start) >= next; next += tick)
            {
                for (var i = 0; _sends && i < descriptors.Length; i++)
                {
                    Sent += Math.Max(0, LibC.SendMany(descriptors[i], _sent, 1, LibC.DontWait));
                }
            }
        }
    }
}
