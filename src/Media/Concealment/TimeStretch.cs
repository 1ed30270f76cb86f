namespace Switchroom.Media.Concealment;

/// <summary>
/// Shortens or lengthens sound by a few pitch periods with the pitch kept (waveform similarity overlap-add), for a jitter buffer that must catch up or win time.
/// Stateless: works inside one frame of 20 ms or more, at 8, 16 or 48 kHz.
/// </summary>
public static class TimeStretch
{
    /// <summary>From this normalised correlation on two neighbouring periods are alike enough that dropping or doubling one is hardly heard.</summary>
    private const float AlikeCorrelation = 0.75f;

    /// <summary>Mean square below which anything may be cut: about -60 dBov.</summary>
    private const float QuietMeanSquare = 1100;

    /// <summary>Samples a second that periods are searched in.</summary>
    private const int SearchRate = 8000;

    /// <summary>The most samples that <see cref="Shorten"/> removes and <see cref="Lengthen"/> adds, for a frame of <paramref name="frameLength"/> samples.</summary>
    public static int MaxChange(int frameLength, int sampleRate) => Math.Min(frameLength / 2, sampleRate / 100);

    /// <summary>Writes the frame with as many whole periods taken out as fit in 10 ms (at least 2.5 ms).</summary>
    /// <param name="frame">20 ms or more.</param>
    /// <param name="sampleRate">Its rate, in Hz.</param>
    /// <param name="force">Shorten even where it will be heard; else the frame is copied unchanged when no two periods are alike.</param>
    /// <param name="output">Room for as many samples as the frame has.</param>
    /// <returns>Samples written: fewer than the frame has, or as many when nothing was taken out.</returns>
    public static int Shorten(ReadOnlySpan<short> frame, int sampleRate, bool force, Span<short> output)
    {
        var period = FindPeriod(frame, sampleRate, force);
        if (period == 0)
        {
            frame.CopyTo(output);
            return frame.Length;
        }

        Cross(frame[..period], frame.Slice(period, period), output);
        frame[(2 * period)..].CopyTo(output[period..]);
        return frame.Length - period;
    }

    /// <summary>Writes the frame with as many whole periods played twice as fit in 10 ms (at least 2.5 ms).</summary>
    /// <param name="frame">20 ms or more.</param>
    /// <param name="sampleRate">Its rate, in Hz.</param>
    /// <param name="force">Lengthen even where it will be heard; else the frame is copied unchanged when no two periods are alike.</param>
    /// <param name="output">Room for the frame and <see cref="MaxChange"/> samples more.</param>
    /// <returns>Samples written: more than the frame has, or as many when nothing was added.</returns>
    public static int Lengthen(ReadOnlySpan<short> frame, int sampleRate, bool force, Span<short> output)
    {
        var period = FindPeriod(frame, sampleRate, force);
        if (period == 0)
        {
            frame.CopyTo(output);
            return frame.Length;
        }

        // Begins as what follows the first period and ends as what precedes the second: both joints are the signal's own.
        frame[..period].CopyTo(output);
        Cross(frame.Slice(period, period), frame[..period], output[period..]);
        frame[period..].CopyTo(output[(2 * period)..]);
        return frame.Length + period;
    }

    private static void Cross(ReadOnlySpan<short> from, ReadOnlySpan<short> to, Span<short> output)
    {
        for (var i = 0; i < from.Length; i++)
        {
            var weight = ((2 * i) + 1) * 16384 / from.Length;
            output[i] = (short)(((from[i] * (32768 - weight)) + (to[i] * weight)) >> 15);
        }
    }

    private static int FindPeriod(ReadOnlySpan<short> frame, int sampleRate, bool force)
    {
        // Searching at 8 kHz is exact enough for where to cut, and as cheap at 48 kHz.
        var stride = sampleRate / SearchRate;
        var longest = MaxChange(frame.Length, sampleRate) / stride;
        Span<float> searched = stackalloc float[2 * longest];
        Span<float> power = stackalloc float[(2 * longest) + 1];
        power[0] = 0;
        for (var i = 0; i < searched.Length; i++)
        {
            searched[i] = frame[i * stride];
            power[i + 1] = power[i] + (searched[i] * searched[i]);
        }

        // What is compared is as long for short periods as for long ones: it fills whole vectors, and chance decides less.
        var beginning = searched[..longest];
        var (best, bestScore) = (0, float.MinValue);
        for (var period = longest; period >= SearchRate / 400; period--)
        {
            var (powerA, powerB) = (power[longest], power[period + longest] - power[period]);
            if (Math.Max(powerA, powerB) < QuietMeanSquare * longest)
            {
                // Nothing is more alike than silence, and longer ones come first.
                return period * stride;
            }

            var score = SampleArithmetic.Product(beginning, searched.Slice(period, longest)) / MathF.Sqrt((powerA + 1) * (powerB + 1));
            if (score > bestScore)
            {
                (best, bestScore) = (period, score);
            }
        }

        return force || bestScore >= AlikeCorrelation ? best * stride : 0;
    }
}
