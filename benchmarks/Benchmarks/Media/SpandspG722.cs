using System.Runtime.InteropServices;

namespace Switchroom.Benchmarks.Media;

/// <summary>The G.722 of spandsp 0.0.6 (libspandsp2), which ours is compared to.</summary>
internal static unsafe partial class SpandspG722
{
    private const string File = "libspandsp.so.2";

    [LibraryImport(File, EntryPoint = "g722_encode_init")]
    public static partial nint EncodeInit(nint state, int rate, int options);

    [LibraryImport(File, EntryPoint = "g722_encode")]
    public static partial int Encode(nint state, byte* data, short* samples, int count);

    [LibraryImport(File, EntryPoint = "g722_decode_init")]
    public static partial nint DecodeInit(nint state, int rate, int options);

    [LibraryImport(File, EntryPoint = "g722_decode")]
    public static partial int Decode(nint state, short* samples, byte* data, int count);
}
