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
    private const int MaxDatagram = 2048;
    private const int NameRoom = 32;
    private const int IPv4NameLength = 16;

    private readonly Socket[] _sockets;
    private readonly Epoll _epoll = new();
    private readonly LibC.MessageHeader* _received;
    private readonly byte* _memory;
    private readonly nuint _length;
    private readonly Thread _thread;
    private readonly TaskCompletionSource<ThreadClock> _clock = new();
    private volatile bool _sends;
    private volatile bool _stopping;

    /// <param name="count">Sockets.</param>
    /// <param name="to">Where they send to.</param>
    /// <param name="length">Octets of what they send.</param>
    public BareKernel(int count, IPEndPoint to, int length)
    {
        _length = (nuint)length;
        _memory = (byte*)NativeMemory.AllocZeroed((nuint)(NameRoom + sizeof(LibC.Vector) + (2 * MaxDatagram) + AddressTable.MaxLength));
        AddressTable.Write(to, socketIsIPv6: false, new Span<byte>(_memory, AddressTable.MaxLength));
        var vector = (LibC.Vector*)(_memory + NameRoom);
        *vector = new LibC.Vector { Start = Bytes, Length = MaxDatagram };
        _received = (LibC.MessageHeader*)NativeMemory.AllocZeroed(1, (nuint)sizeof(LibC.MessageHeader));
        _received->Name = Bytes + (2 * MaxDatagram);
        _received->Vectors = vector;
        _received->VectorCount = 1;
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
        NativeMemory.Free(_memory);
    }

    /// <summary>What comes, and behind it what is sent; before it the address that is sent to.</summary>
    private byte* Bytes => _memory + NameRoom + sizeof(LibC.Vector);

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
                _received->NameLength = AddressTable.MaxLength;
                Received += LibC.ReceiveOne(descriptors[ready[i]], _received, LibC.DontWait) >= 0 ? 1 : 0;
            }

            for (; Stopwatch.GetElapsedTime(start) >= next; next += tick)
            {
                for (var i = 0; _sends && i < descriptors.Length; i++)
                {
                    Sent += LibC.SendOne(descriptors[i], Bytes + MaxDatagram, _length, LibC.DontWait, _memory, IPv4NameLength) >= 0 ? 1 : 0;
                }
            }
        }
    }
}
