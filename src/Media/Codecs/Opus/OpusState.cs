using System.Runtime.InteropServices;

namespace Switchroom.Media.Codecs.Opus;

/// <summary>Memory of one libopus encoder or decoder: allocated by us, initialised by it, flat (it holds no pointers outward), so freeing is all it needs.</summary>
internal sealed unsafe class OpusState : SafeHandle
{
    private const int ApplicationVoip = 2048;

    private static long s_allocatedBytes;

    private readonly int _size;

    private OpusState(int size)
        : base(0, ownsHandle: true)
    {
        _size = size;
        Interlocked.Add(ref s_allocatedBytes, size);
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)size));
    }

    /// <summary>What all encoders and decoders of the process hold; libopus's tables are constants that all share.</summary>
    public static long AllocatedBytes => Interlocked.Read(ref s_allocatedBytes);

    public override bool IsInvalid => handle == 0;

    public static OpusState ForEncoder(int sampleRate)
    {
        var state = new OpusState(OpusLibrary.EncoderSize(1));
        Check(OpusLibrary.InitEncoder((void*)state.handle, sampleRate, 1, ApplicationVoip), "opus_encoder_init");
        return state;
    }

    public static OpusState ForDecoder(int sampleRate)
    {
        var state = new OpusState(OpusLibrary.DecoderSize(1));
        Check(OpusLibrary.InitDecoder((void*)state.handle, sampleRate, 1), "opus_decoder_init");
        return state;
    }

    /// <summary>Makes this a copy of another state of the same kind, rate and library.</summary>
    public void CopyFrom(OpusState other) => Buffer.MemoryCopy((void*)other.handle, (void*)handle, _size, other._size);

    /// <summary>Our own arguments were wrong: bytes from the network never end here.</summary>
    public static void Check(int result, string function)
    {
        if (result < 0)
        {
            throw new InvalidOperationException($"libopus: {function} failed with {result}");
        }
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        Interlocked.Add(ref s_allocatedBytes, -_size);
        return true;
    }
}
