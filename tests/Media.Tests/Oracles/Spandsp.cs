using System.Runtime.InteropServices;

namespace Switchroom.Media.Tests.Oracles;

/// <summary>What we check against of spandsp 0.0.6 (Debian package libspandsp2). The server does not use it.</summary>
internal static unsafe partial class Spandsp
{
    private const string File = "libspandsp.so.2";

    public const int G711ALaw = 0;
    public const int G711MuLaw = 1;

    [LibraryImport(File, EntryPoint = "g722_encode_init")]
    public static partial nint G722EncodeInit(nint state, int rate, int options);

    [LibraryImport(File, EntryPoint = "g722_encode")]
    public static partial int G722Encode(nint state, byte* data, short* samples, int count);

    [LibraryImport(File, EntryPoint = "g722_encode_free")]
    public static partial int G722EncodeFree(nint state);

    [LibraryImport(File, EntryPoint = "g722_decode_init")]
    public static partial nint G722DecodeInit(nint state, int rate, int options);

    [LibraryImport(File, EntryPoint = "g722_decode")]
    public static partial int G722Decode(nint state, short* samples, byte* data, int count);

    [LibraryImport(File, EntryPoint = "g722_decode_free")]
    public static partial int G722DecodeFree(nint state);

    [LibraryImport(File, EntryPoint = "g711_init")]
    public static partial nint G711Init(nint state, int law);

    [LibraryImport(File, EntryPoint = "g711_encode")]
    public static partial int G711Encode(nint state, byte* data, short* samples, int count);

    [LibraryImport(File, EntryPoint = "g711_decode")]
    public static partial int G711Decode(nint state, short* samples, byte* data, int count);

    [LibraryImport(File, EntryPoint = "g711_free")]
    public static partial int G711Free(nint state);

    [LibraryImport(File, EntryPoint = "dtmf_rx_init")]
    public static partial nint DtmfRxInit(nint state, nint callback, nint user);

    [LibraryImport(File, EntryPoint = "dtmf_rx")]
    public static partial int DtmfRx(nint state, short* samples, int count);

    [LibraryImport(File, EntryPoint = "dtmf_rx_get")]
    public static partial nuint DtmfRxGet(nint state, byte* digits, int max);

    [LibraryImport(File, EntryPoint = "dtmf_rx_free")]
    public static partial int DtmfRxFree(nint state);

    [LibraryImport(File, EntryPoint = "dtmf_tx_init")]
    public static partial nint DtmfTxInit(nint state, nint callback, nint user);

    [LibraryImport(File, EntryPoint = "dtmf_tx_put")]
    public static partial int DtmfTxPut(nint state, byte* digits, int length);

    [LibraryImport(File, EntryPoint = "dtmf_tx")]
    public static partial int DtmfTx(nint state, short* samples, int max);

    [LibraryImport(File, EntryPoint = "dtmf_tx_free")]
    public static partial int DtmfTxFree(nint state);
}
