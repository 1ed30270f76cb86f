using Switchroom.WebRtc.Ice;

namespace Switchroom.Fuzz.WebRtc;

/// <summary>ICE-TCP framing fed in pieces whose sizes the input chooses: every frame must be found however it was cut.</summary>
public sealed class IceTcpTarget : FuzzTarget
{
    /// <inheritdoc/>
    public override string Name => "ice-tcp";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        var whole = Count(input, int.MaxValue);
        for (var piece = 1; piece < 64; piece += 7)
        {
            if (Count(input, piece) != whole)
            {
                throw new InvalidOperationException($"pieces of {piece} give other frames");
            }
        }
    }

    private static int Count(ReadOnlySpan<byte> input, int piece)
    {
        var deframer = new IceTcpDeframer();
        var frames = 0;
        while (!input.IsEmpty && !deframer.IsBroken)
        {
            input = input[deframer.Append(input[..Math.Min(piece, input.Length)])..];
            while (deframer.TryTake(out _))
            {
                frames++;
            }
        }

        return frames;
    }
}
