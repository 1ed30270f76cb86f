using System.Runtime.InteropServices;

namespace Switchroom.Server.Network.Linux;

/// <summary>The system calls that .NET does not offer: many datagrams in one call, and waiting on thousands of sockets.</summary>
internal static unsafe partial class LibC
{
    public const int EpollIn = 1;
    public const int EpollAdd = 1;
    public const int EpollDelete = 2;
    public const int DontWait = 0x40;
    public const int Truncated = 0x20;
    public const short AddressFamilyIPv4 = 2;
    public const short AddressFamilyIPv6 = 10;

    public const int SocketLevel = 1;

    /// <summary><c>SO_TIMESTAMPNS</c>, and the type of the control message that it brings.</summary>
    public const int TimestampNanoseconds = 35;

    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "epoll_create1", SetLastError = true)]
    public static partial int EpollCreate(int flags);

    [LibraryImport(Library, EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int EpollControl(int epoll, int operation, int descriptor, void* change);

    [LibraryImport(Library, EntryPoint = "epoll_wait")]
    public static partial int EpollWait(int epoll, void* events, int capacity, int milliseconds);

    [LibraryImport(Library, EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventDescriptor(uint initial, int flags);

    [LibraryImport(Library, EntryPoint = "recvmmsg")]
    public static partial int ReceiveMany(int descriptor, MessageHeader* messages, uint count, int flags, void* timeout);

    /// <summary>One datagram; of <paramref name="message"/> all is used but <see cref="MessageHeader.Length"/>.</summary>
    /// <returns>Octets, or less than 0.</returns>
    [LibraryImport(Library, EntryPoint = "recvmsg")]
    public static partial nint ReceiveOne(int descriptor, MessageHeader* message, int flags);

    [LibraryImport(Library, EntryPoint = "sendmmsg")]
    public static partial int SendMany(int descriptor, MessageHeader* messages, uint count, int flags);

    /// <summary>One datagram.</summary>
    /// <returns>Octets, or less than 0.</returns>
    [LibraryImport(Library, EntryPoint = "sendto")]
    public static partial nint SendOne(int descriptor, void* bytes, nuint length, int flags, void* name, uint nameLength);

    [LibraryImport(Library, EntryPoint = "setsockopt")]
    public static partial int SetOption(int descriptor, int level, int option, void* value, uint length);

    // Nearly always no system call, and done before a transition would be.
    [SuppressGCTransition]
    [LibraryImport(Library, EntryPoint = "clock_gettime")]
    public static partial int GetTime(int clock, long* time);

    [LibraryImport(Library, EntryPoint = "read")]
    public static partial nint Read(int descriptor, void* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "write")]
    public static partial nint Write(int descriptor, void* buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "close")]
    public static partial int Close(int descriptor);

    /// <summary><c>struct iovec</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Vector
    {
        public void* Start;
        public nuint Length;
    }

    /// <summary><c>struct mmsghdr</c> on 64-bit Linux, which begins with a <c>struct msghdr</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
        private readonly uint _endOfMessage;
        public uint Length;
        private readonly uint _endOfHeader;
    }
}
