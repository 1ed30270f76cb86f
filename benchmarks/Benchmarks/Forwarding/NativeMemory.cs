using System.Runtime.InteropServices;

namespace Switchroom.Benchmarks.Forwarding;

/// <summary>Memory that native libraries hold of the C library's allocator.</summary>
internal static partial class NativeMemory
{
    /// <summary>Octets in use.</summary>
    public static long InUse
    {
        get
        {
            var info = GetInfo();
            return (long)(info.UsedInArenas + info.UsedInMappings);
        }
    }

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial Info GetInfo();

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Info
    {
        private readonly nuint _arena, _freeChunks, _fastChunks, _mappings;
        public readonly nuint UsedInMappings;
        private readonly nuint _highest, _freeFast;
        public readonly nuint UsedInArenas;
        private readonly nuint _free, _trimmable;
    }
}
