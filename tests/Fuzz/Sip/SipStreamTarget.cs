using Switchroom.Sip.Messages;

namespace Switchroom.Fuzz.Sip;

/// <summary>Any stream gives the same frames whether it arrives at once or byte by byte, and never keeps more than its limit.</summary>
public sealed class SipStreamTarget : FuzzTarget
{
    private static readonly SipLimits Limits = new() { MaxHeaderBytes = 4096, MaxBodyBytes = 4096 };

    /// <inheritdoc/>
    public override string Name => "sip-stream";

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        var whole = Frames(input, int.MaxValue);
        var pieces = Frames(input, 1 + input.Length % 7);
        SipMessageTarget.Demand(whole.SequenceEqual(pieces), "the frames depend on how the stream arrives");
    }

    private static List<string> Frames(ReadOnlySpan<byte> input, int pieceSize)
    {
        var framer = new SipStreamFramer(Limits);
        List<string> frames = [];
        while (!input.IsEmpty)
        {
            var space = framer.Space.Span;
            SipMessageTarget.Demand(space.Length is > 0 and <= 64 * 1024, "the framer keeps too much or takes nothing");
            var count = Math.Min(Math.Min(space.Length, pieceSize), input.Length);
            input[..count].CopyTo(space);
            framer.Advance(count);
            input = input[count..];
            StreamFrame frame;
            while ((frame = framer.TryTake(out var message)) != StreamFrame.NeedMore)
            {
                // Two halves of a ping are a pong and a ping when they arrive apart.
                if (frame != StreamFrame.Pong)
                {
                    frames.Add(frame == StreamFrame.Message ? Convert.ToHexString(message) : frame.ToString());
                }

                if (frame == StreamFrame.Broken)
                {
                    return frames;
                }
            }
        }

        return frames;
    }
}
