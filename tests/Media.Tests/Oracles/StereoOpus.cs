using System.Runtime.InteropServices;

namespace Switchroom.Media.Tests.Oracles;

/// <summary>libopus encoding two channels, which we do not: what some far ends send.</summary>
internal sealed unsafe partial class StereoOpus : IDisposable
{
    private const string Library = "libopus.so.0";
    private const int ApplicationAudio = 2049;
    private readonly nint _state = Create(48000, 2, ApplicationAudio, out _);

    /// <summary>Encodes 20 ms: 960 samples of each channel, in turns.</summary>
    public byte[] Encode(short[] samples)
    {
        var payload = new byte[1275];
        fixed (short* source = samples)
        fixed (byte* target = payload)
        {
            return payload[..Encode(_state, source, samples.Length / 2, target, payload.Length)];
        }
    }

    public void Dispose() => Destroy(_state);

    [LibraryImport(Library, EntryPoint = "opus_encoder_create")]
    private static partial nint Create(int rate, int channels, int application, out int error);

    [LibraryImport(Library, EntryPoint = "opus_encode")]
    private static partial int Encode(nint state, short* samples, int count, byte* payload, int capacity);

    [LibraryImport(Library, EntryPoint = "opus_encoder_destroy")]
    private static partial void Destroy(nint state);
}
