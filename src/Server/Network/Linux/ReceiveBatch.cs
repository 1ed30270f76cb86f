using System.Runtime.InteropServices;
using Switchroom.Rooms.Worker;

namespace Switchroom.Server.Network.Linux;

/// <summary>Reads up to <see cref="Capacity"/> datagrams of a socket in one system call.</summary>
internal sealed unsafe class ReceiveBatch : IDisposable
{
    /// <summary>Datagrams in one call.</summary>
    public const int Capacity = 64;

    /// <summary>Octets kept of a datagram; a longer one is dropped. Jumbo frames fit, since some peers probe with them.</summary>
    private const int MaxDatagram = 9_216;

    private readonly LibC.MessageHeader* _headers;
    private readonly LibC.Vector* _vectors;
    private readonly byte* _names;
    private readonly byte* _control;
    private readonly byte* _data;
    private int _used = Capacity;

    public ReceiveBatch()
    {
        _headers = (LibC.MessageHeader*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(LibC.MessageHeader));
        _vectors = (LibC.Vector*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(LibC.Vector));
        _names = (byte*)NativeMemory.AllocZeroed(Capacity, AddressTable.MaxLength);
        _control = (byte*)NativeMemory.AllocZeroed(Capacity, ArrivalStamp.ControlLength);
        _data = (byte*)NativeMemory.Alloc(Capacity, MaxDatagram);
        for (var i = 0; i < Capacity; i++)
        {
            _vectors[i] = new LibC.Vector { Start = _data + (i * MaxDatagram), Length = MaxDatagram };
            _headers[i].Name = _names + (i * AddressTable.MaxLength);
            _headers[i].Vectors = _vectors + i;
            _headers[i].VectorCount = 1;
        }
    }

    /// <summary>Hands on what waits on a socket.</summary>
    /// <param name="descriptor">The socket's.</param>
    /// <param name="socket">What it is called.</param>
    /// <param name="addresses">Who is known.</param>
    /// <param name="receiver">Who gets it.</param>
    /// <param name="most">Datagrams at most; asking for one more than there are costs the kernel another look.</param>
    /// <returns>How many there were.</returns>
    public int Receive(int descriptor, SocketId socket, AddressTable addresses, IDatagramReceiver receiver, int most = Capacity)
    {
        // The kernel writes into those it used, and only there.
        for (var i = 0; i < _used; i++)
        {
            _headers[i].NameLength = AddressTable.MaxLength;
            _headers[i].Control = _control + (i * ArrivalStamp.ControlLength);
            _headers[i].ControlLength = ArrivalStamp.ControlLength;
        }

        // An error here is an ICMP report about an earlier send, or that nothing waits; the next call finds what there is.
        var count = most == 1 ? ReceiveOne(descriptor) : LibC.ReceiveMany(descriptor, _headers, (uint)most, LibC.DontWait, null);
        _used = Math.Min(Math.Max(count, 0) + 1, Capacity);
        var clock = count > 0 ? ArrivalStamp.Now() : 0;
        for (var i = 0; i < count; i++)
        {
            ref var header = ref _headers[i];
            var from = addresses.Read(new ReadOnlySpan<byte>(header.Name, (int)Math.Min(header.NameLength, AddressTable.MaxLength)));
            if (from is not null && (header.Flags & LibC.Truncated) == 0)
            {
                receiver.Received(socket, new ReadOnlySpan<byte>(_vectors[i].Start, (int)header.Length), from, ArrivalStamp.Age(header, clock));
            }
        }

        return Math.Max(count, 0);
    }

    private int ReceiveOne(int descriptor)
    {
        var length = LibC.ReceiveOne(descriptor, _headers, LibC.DontWait);
        if (length < 0)
        {
            return 0;
        }

        _headers->Length = (uint)length;
        return 1;
    }

    public void Dispose()
    {
        NativeMemory.Free(_headers);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_names);
        NativeMemory.Free(_control);
        NativeMemory.Free(_data);
    }
}
