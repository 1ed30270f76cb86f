using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Switchroom.Server.Network.Linux;

/// <summary>Waits for any of many descriptors to become readable, or for a wake from another thread.</summary>
internal sealed unsafe class Epoll : IDisposable
{
    private const int Capacity = 256;
    private const ulong WakeTag = ulong.MaxValue;

    // The kernel packs the structure on x86-64 and only there.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventSize = DataOffset + 8;

    private readonly int _epoll = LibC.EpollCreate(0x80000);
    private readonly int _wake = LibC.EventDescriptor(0, 0x80800);
    private readonly byte* _events = (byte*)NativeMemory.AllocZeroed(Capacity, 16);
    private int _wakePending;

    public Epoll()
    {
        if (_epoll < 0 || _wake < 0)
        {
            throw new Win32Exception("the kernel gave no descriptors to wait on sockets with");
        }

        Add(_wake, WakeTag);
    }

    public void Add(int descriptor, ulong tag) => Control(LibC.EpollAdd, descriptor, tag);

    public void Remove(int descriptor) => Control(LibC.EpollDelete, descriptor, 0);

    /// <summary>Fills <paramref name="ready"/> with the tags of what is readable.</summary>
    /// <returns>How many.</returns>
    public int Wait(TimeSpan timeout, Span<ulong> ready)
    {
        // Rounded up: a wait that ends a little early would spin until its time.
        var milliseconds = (int)Math.Min(int.MaxValue, Math.Ceiling(timeout.TotalMilliseconds));
        var count = LibC.EpollWait(_epoll, _events, Math.Min(Capacity, ready.Length), milliseconds);
        var found = 0;
        for (var i = 0; i < count; i++)
        {
            var tag = *(ulong*)(_events + (i * EventSize) + DataOffset);
            if (tag == WakeTag)
            {
                SwallowWake();
            }
            else
            {
                ready[found++] = tag;
            }
        }

        return found;
    }

    /// <summary>Ends a wait. Any thread.</summary>
    public void Wake()
    {
        // One write wakes as well as many.
        if (Interlocked.Exchange(ref _wakePending, 1) == 0)
        {
            ulong one = 1;
            _ = LibC.Write(_wake, &one, 8);
        }
    }

    public void Dispose()
    {
        _ = LibC.Close(_epoll);
        _ = LibC.Close(_wake);
        NativeMemory.Free(_events);
    }

    private void SwallowWake()
    {
        ulong count;
        _ = LibC.Read(_wake, &count, 8);

        // A full fence: what is looked at next must not have been read before others see this, or a wake in between is lost.
        Interlocked.Exchange(ref _wakePending, 0);
    }

    private void Control(int operation, int descriptor, ulong tag)
    {
        var change = stackalloc byte[16];
        *(uint*)change = LibC.EpollIn;
        *(ulong*)(change + DataOffset) = tag;
        if (LibC.EpollControl(_epoll, operation, descriptor, change) < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }
}
