namespace Switchroom.Media.Resampling;

/// <summary>
/// Changes one stream's sample rate between 8, 16 and 48 kHz with a polyphase filter: flat within 0.1 dB up to 0.425 of the lower rate (3.4 kHz at 8 kHz),
/// images and aliases at least 65 dB down from 0.575 of it on. Delays the sound by <see cref="DelaySamples"/>.
/// </summary>
public sealed class Resampler
{
    private readonly int _up;
    private readonly int _down;
    private readonly ResamplingFilter _filter;
    private readonly short[] _window;
    private readonly int _history;
    private readonly int _chunk;

    /// <summary>Makes a resampler for one stream.</summary>
    /// <param name="fromRate">Rate of what goes in, in Hz: 8000, 16000 or 48000.</param>
    /// <param name="toRate">Rate of what comes out, in Hz: 8000, 16000 or 48000. The same rate copies.</param>
    public Resampler(int fromRate, int toRate)
    {
        FromRate = Known(fromRate);
        ToRate = Known(toRate);
        _up = Math.Max(1, toRate / fromRate);
        _down = Math.Max(1, fromRate / toRate);
        _filter = ResamplingFilter.For(_up, _down);
        _history = _filter.WindowLength - _down;
        _chunk = fromRate / 100;
        _window = new short[_history + _chunk];
    }

    /// <summary>Rate of what goes in, in Hz.</summary>
    public int FromRate { get; }

    /// <summary>Rate of what comes out, in Hz.</summary>
    public int ToRate { get; }

    /// <summary>Delay of the filter, in samples at <see cref="ToRate"/>, rounded up: 2 ms when 8 kHz is involved, else 1 ms, and none when the rates are equal.</summary>
    public int DelaySamples => FromRate == ToRate ? 0 : ToRate * (ResamplingFilter.Taps / 2) / Math.Min(FromRate, ToRate);

    /// <summary>How many samples come out for <paramref name="count"/> samples in.</summary>
    public int OutputCount(int count) => count * _up / _down;

    /// <summary>Resamples the next part of the stream.</summary>
    /// <param name="input">Any number of samples, a multiple of the ratio of the rates (every whole millisecond is).</param>
    /// <param name="output">Room for <see cref="OutputCount"/> samples.</param>
    /// <returns>Samples written.</returns>
    public int Resample(ReadOnlySpan<short> input, Span<short> output)
    {
        var total = OutputCount(input.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, total);
        if (_up == _down)
        {
            input.CopyTo(output);
            return total;
        }

        for (var done = 0; done < input.Length;)
        {
            var count = Math.Min(_chunk, input.Length - done);
            input.Slice(done, count).CopyTo(_window.AsSpan(_history));
            _filter.Run(_window.AsSpan(0, _history + count), output.Slice(OutputCount(done), OutputCount(count)));
            _window.AsSpan(count, _history).CopyTo(_window);
            done += count;
        }

        return total;
    }

    /// <summary>Takes over the past of another resampler of the same rates, when one stream becomes two.</summary>
    public void CopyStateFrom(Resampler other) => other._window.CopyTo(_window, 0);

    /// <summary>Forgets the past, as for a new stream.</summary>
    /// <param name="level">What the past is taken to have been: the sample that the sound goes on from, so that it does not begin with a step.</param>
    public void Reset(short level = 0) => Array.Fill(_window, level);

    private static int Known(int rate) => rate is 8000 or 16000 or 48000
        ? rate
        : throw new ArgumentOutOfRangeException(nameof(rate), rate, "sample rates are 8000, 16000 or 48000 Hz");
}
