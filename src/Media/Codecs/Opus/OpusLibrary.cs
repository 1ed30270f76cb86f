using System.Runtime.InteropServices;

namespace Switchroom.Media.Codecs.Opus;

/// <summary>The functions of libopus that we call, and whether it is there. Signatures: libopus 1.3, <c>opus.h</c>.</summary>
public static unsafe partial class OpusLibrary
{
    private const string File = "libopus.so.0";

    /// <summary>Null when the library loads; else a sentence that says what to install.</summary>
    public static string? Missing()
    {
        if (!NativeLibrary.TryLoad(File, typeof(OpusLibrary).Assembly, null, out var handle))
        {
            return $"The Opus codec needs {File}, which is not on this machine: install the Debian package libopus0.";
        }

        NativeLibrary.Free(handle);
        return null;
    }

    [LibraryImport(File, EntryPoint = "opus_encoder_get_size")]
    internal static partial int EncoderSize(int channels);

    [LibraryImport(File, EntryPoint = "opus_encoder_init")]
    internal static partial int InitEncoder(void* state, int sampleRate, int channels, int application);

    [LibraryImport(File, EntryPoint = "opus_encode")]
    internal static partial int Encode(OpusState state, short* samples, int count, byte* payload, int capacity);

    // Variadic in C. With integer arguments the System V x86-64 and AAPCS64 conventions pass them as if it were not.
    [LibraryImport(File, EntryPoint = "opus_encoder_ctl")]
    internal static partial int SetEncoder(OpusState state, int request, int value);

    [LibraryImport(File, EntryPoint = "opus_decoder_get_size")]
    internal static partial int DecoderSize(int channels);

    [LibraryImport(File, EntryPoint = "opus_decoder_init")]
    internal static partial int InitDecoder(void* state, int sampleRate, int channels);

    [LibraryImport(File, EntryPoint = "opus_decode")]
    internal static partial int Decode(OpusState state, byte* payload, int length, short* samples, int capacity, int fec);

    [LibraryImport(File, EntryPoint = "opus_decoder_ctl")]
    internal static partial int SetDecoder(OpusState state, int request, int value);
}
