using System.Runtime.InteropServices;

namespace Switchroom.Rtp.Srtp;

/// <summary>
/// The few functions of OpenSSL's libcrypto that SRTP uses. All are short enough to run without leaving cooperative mode.
/// SHA-1 is used through its plain struct functions: the state is 96 octets that can be copied, so a keyed HMAC costs no allocation.
/// </summary>
internal static unsafe partial class LibCrypto
{
    public const int SetIvLength = 0x9;
    public const int GetTag = 0x10;
    public const int SetTag = 0x11;
    private const string Library = "libcrypto.so.3";

    /// <summary>Null when the library is there, else a sentence that says what to install.</summary>
    public static string? Missing()
    {
        if (!NativeLibrary.TryLoad(Library, out var handle))
        {
            return "OpenSSL's libcrypto.so.3 was not found; install the Debian package libssl3.";
        }

        NativeLibrary.Free(handle);
        return null;
    }

    [LibraryImport(Library, EntryPoint = "EVP_CIPHER_CTX_new")]
    public static partial nint NewContext();

    [LibraryImport(Library, EntryPoint = "EVP_CIPHER_CTX_free")]
    public static partial void FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "EVP_aes_128_ctr")]
    public static partial nint Aes128Ctr();

    [LibraryImport(Library, EntryPoint = "EVP_aes_256_ctr")]
    public static partial nint Aes256Ctr();

    [LibraryImport(Library, EntryPoint = "EVP_aes_128_gcm")]
    public static partial nint Aes128Gcm();

    [LibraryImport(Library, EntryPoint = "EVP_aes_256_gcm")]
    public static partial nint Aes256Gcm();

    [LibraryImport(Library, EntryPoint = "EVP_CipherInit_ex")]
    [SuppressGCTransition]
    public static partial int CipherInit(nint context, nint cipher, nint engine, byte* key, byte* iv, int encrypt);

    [LibraryImport(Library, EntryPoint = "EVP_CipherUpdate")]
    [SuppressGCTransition]
    public static partial int CipherUpdate(nint context, byte* output, int* written, byte* input, int length);

    [LibraryImport(Library, EntryPoint = "EVP_CipherFinal_ex")]
    [SuppressGCTransition]
    public static partial int CipherFinal(nint context, byte* output, int* written);

    [LibraryImport(Library, EntryPoint = "EVP_CIPHER_CTX_ctrl")]
    [SuppressGCTransition]
    public static partial int Control(nint context, int type, int argument, byte* pointer);

    [LibraryImport(Library, EntryPoint = "SHA1_Init")]
    [SuppressGCTransition]
    public static partial int Sha1Init(Sha1State* state);

    [LibraryImport(Library, EntryPoint = "SHA1_Update")]
    [SuppressGCTransition]
    public static partial int Sha1Update(Sha1State* state, byte* data, nuint length);

    [LibraryImport(Library, EntryPoint = "SHA1_Final")]
    [SuppressGCTransition]
    public static partial int Sha1Final(byte* digest, Sha1State* state);

    /// <summary>OpenSSL's SHA_CTX: five words of hash, two of length, a block of sixteen, and its fill.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 96)]
    public struct Sha1State;
}
