using System.Buffers.Binary;

namespace Switchroom.Rtp.Rtcp;

/// <summary>Writes <see cref="TransportFeedback"/> from arrival times.</summary>
public static class TransportFeedbackWriter
{
    /// <summary>The arrival of a packet that did not arrive.</summary>
    public const long NotReceived = long.MinValue;

    /// <summary>Packets that one feedback reports on at most.</summary>
    public const int MaxStatuses = 1024;

    /// <summary>Appends feedback on consecutive sequence numbers.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="sender">Who received.</param>
    /// <param name="media">Any source of the transport.</param>
    /// <param name="feedbackCount">One more than in the feedback before, modulo 256.</param>
    /// <param name="baseSequence">The sequence number of the first arrival.</param>
    /// <param name="arrivals">
    /// Arrival times in units of 250 microseconds, at most <see cref="MaxStatuses"/>, or <see cref="NotReceived"/>. Times farther apart than 8 s cannot be written.
    /// </param>
    /// <returns>False when it does not fit the buffer or the format, or nothing arrived.</returns>
    public static bool TryWrite(
        ref RtcpWriter writer, Ssrc sender, Ssrc media, byte feedbackCount, ushort baseSequence, scoped ReadOnlySpan<long> arrivals)
    {
        Span<byte> symbols = stackalloc byte[MaxStatuses];
        if (arrivals.Length is 0 or > MaxStatuses || !TryClassify(arrivals, symbols, out var reference, out var deltaLength))
        {
            return false;
        }

        symbols = symbols[..arrivals.Length];
        var chunkLength = 2 * WriteChunks(symbols, default);
        var length = (8 + chunkLength + deltaLength + 3) & ~3;
        if (!writer.TryBeginFeedback(RtcpType.TransportLayerFeedback, TransportFeedback.Format, sender, media, length, out var control))
        {
            return false;
        }

        control.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(control, baseSequence);
        BinaryPrimitives.WriteUInt16BigEndian(control[2..], (ushort)arrivals.Length);
        BinaryPrimitives.WriteInt32BigEndian(control[4..], (int)(reference << 8) | feedbackCount);
        WriteChunks(symbols, control[8..]);
        WriteDeltas(arrivals, symbols, reference, control[(8 + chunkLength)..]);
        return true;
    }

    private static bool TryClassify(ReadOnlySpan<long> arrivals, Span<byte> symbols, out long reference, out int deltaLength)
    {
        reference = 0;
        deltaLength = 0;
        var previous = NotReceived;
        for (var i = 0; i < arrivals.Length; i++)
        {
            symbols[i] = 0;
            if (arrivals[i] == NotReceived)
            {
                continue;
            }

            if (previous == NotReceived)
            {
                reference = Math.DivRem(arrivals[i], TransportFeedback.UnitsPerReference).Quotient;
                previous = reference * TransportFeedback.UnitsPerReference;
            }

            var delta = arrivals[i] - previous;
            if (delta is < short.MinValue or > short.MaxValue)
            {
                return false;
            }

            symbols[i] = (byte)(delta is >= 0 and <= 255 ? 1 : 2);
            deltaLength += symbols[i];
            previous = arrivals[i];
        }

        return previous != NotReceived;
    }

    // Counts the chunks; writes them too when there is somewhere to write.
    private static int WriteChunks(ReadOnlySpan<byte> symbols, Span<byte> output)
    {
        var chunks = 0;
        while (!symbols.IsEmpty)
        {
            var (chunk, taken) = NextChunk(symbols);
            if (!output.IsEmpty)
            {
                BinaryPrimitives.WriteUInt16BigEndian(output[(2 * chunks)..], (ushort)chunk);
            }

            symbols = symbols[taken..];
            chunks++;
        }

        return chunks;
    }

    private static (int Chunk, int Taken) NextChunk(ReadOnlySpan<byte> symbols)
    {
        var run = symbols.IndexOfAnyExcept(symbols[0]);
        run = run < 0 ? symbols.Length : run;
        var oneBit = symbols[..Math.Min(symbols.Length, TransportFeedbackChunks.OneBitSymbols)];
        if (run >= oneBit.Length || (run > TransportFeedbackChunks.TwoBitSymbols && symbols[0] == 2))
        {
            return (symbols[0] << 13 | run, run);
        }

        var chunk = 0;
        if (!oneBit.Contains((byte)2))
        {
            for (var i = 0; i < oneBit.Length; i++)
            {
                chunk |= oneBit[i] << (TransportFeedbackChunks.OneBitSymbols - 1 - i);
            }

            return (0x8000 | chunk, oneBit.Length);
        }

        var twoBit = symbols[..Math.Min(symbols.Length, TransportFeedbackChunks.TwoBitSymbols)];
        for (var i = 0; i < twoBit.Length; i++)
        {
            chunk |= twoBit[i] << (2 * (TransportFeedbackChunks.TwoBitSymbols - 1 - i));
        }

        return (0xc000 | chunk, twoBit.Length);
    }

    private static void WriteDeltas(ReadOnlySpan<long> arrivals, ReadOnlySpan<byte> symbols, long reference, Span<byte> output)
    {
        var previous = reference * TransportFeedback.UnitsPerReference;
        for (var i = 0; i < arrivals.Length; i++)
        {
            if (symbols[i] == 0)
            {
                continue;
            }

            var delta = arrivals[i] - previous;
            previous = arrivals[i];
            if (symbols[i] == 1)
            {
                output[0] = (byte)delta;
            }
            else
            {
                BinaryPrimitives.WriteInt16BigEndian(output, (short)delta);
            }

            output = output[symbols[i]..];
        }
    }
}
