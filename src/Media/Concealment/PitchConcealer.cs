namespace Switchroom.Media.Concealment;

/// <summary>
/// Packet loss concealment for codecs that have none: repeats the last pitch period with its ends overlapped, at full level for 10 ms, then fading to silence
/// at 60 ms; when sound returns, crosses over into it for 5 ms. Adds no delay. (The idea of ITU-T G.711 Appendix I, without its look-back delay.)
/// </summary>
internal sealed class PitchConcealer
{
    /// <summary>Below this normalised correlation there is no pitch: the longest period repeats least audibly.</summary>
    private const float VoicedCorrelation = 0.5f;

    /// <summary>How much better a longer period must fit to be taken.</summary>
    private const float LongerPeriodGain = 0.002f;

    private readonly int _shortestPeriod;
    private readonly int _longestPeriod;
    private readonly int _window;
    private readonly int _holdSamples;
    private readonly int _fadeSamples;
    private readonly int _returnSamples;

    /// <summary>A ring: nearly all that it takes in is never looked at, and moving it with every packet would cost as much as decoding some codecs.</summary>
    private readonly short[] _history;
    private readonly short[] _period;
    private int _oldest;
    private int _periodLength;
    private int _jump;
    private int _position;
    private int _gap;

    /// <summary>Makes a concealer for a stream at <paramref name="sampleRate"/> Hz.</summary>
    public PitchConcealer(int sampleRate)
    {
        _shortestPeriod = sampleRate / 400;
        _longestPeriod = sampleRate * 15 / 1000;
        _window = sampleRate * 20 / 1000;
        _holdSamples = sampleRate * 10 / 1000;
        _fadeSamples = sampleRate * 50 / 1000;
        _returnSamples = sampleRate * 5 / 1000;
        _history = new short[_window + _longestPeriod + (_longestPeriod / 4)];
        _period = new short[_longestPeriod];
    }

    /// <summary>Takes note of sound that was received, and softens its start when it follows a gap.</summary>
    public void Heard(Span<short> samples)
    {
        if (_gap > 0)
        {
            CrossInto(samples[..Math.Min(_returnSamples, samples.Length)]);
            _gap = 0;
        }

        Remember(samples);
    }

    /// <summary>Fills a gap.</summary>
    public void Conceal(Span<short> samples)
    {
        if (_gap == 0)
        {
            FindPeriod();
        }

        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = Next();
        }

        Remember(samples);
    }

    /// <summary>Forgets the past.</summary>
    public void Reset()
    {
        Array.Clear(_history);
        _gap = 0;
    }

    private void CrossInto(Span<short> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            var weight = (i + 1) * 256 / (samples.Length + 1);
            samples[i] = (short)(((samples[i] * weight) + (Next() * (256 - weight))) >> 8);
        }
    }

    private short Next()
    {
        if (_gap >= _holdSamples + _fadeSamples)
        {
            return 0;
        }

        var sample = _period[_position];
        _position = _position + 1 == _periodLength ? 0 : _position + 1;
        // What the repetition begins too high or too low after the last sample is taken back little by little.
        var joined = Math.Clamp(sample - (_jump * Math.Max(0, _returnSamples - _gap) / _returnSamples), short.MinValue, short.MaxValue);
        var faded = Math.Max(0, _gap++ - _holdSamples);
        return (short)(joined * (_fadeSamples - faded) / _fadeSamples);
    }

    private void Remember(ReadOnlySpan<short> samples)
    {
        var newest = samples.Length > _history.Length ? samples[^_history.Length..] : samples;
        var first = Math.Min(newest.Length, _history.Length - _oldest);
        newest[..first].CopyTo(_history.AsSpan(_oldest));
        newest[first..].CopyTo(_history);
        _oldest += newest.Length;
        _oldest -= _oldest >= _history.Length ? _history.Length : 0;
    }

    /// <summary>Puts the history in order, the oldest sample first.</summary>
    private void Straighten()
    {
        Span<short> newer = stackalloc short[_oldest];
        _history.AsSpan(0, _oldest).CopyTo(newer);
        _history.AsSpan(_oldest).CopyTo(_history);
        newer.CopyTo(_history.AsSpan(_history.Length - _oldest));
        _oldest = 0;
    }

    private void FindPeriod()
    {
        Straighten();
        _position = 0;
        _periodLength = BestLag();
        ReadOnlySpan<short> period = _history.AsSpan(_history.Length - _periodLength);
        period.CopyTo(_period);
        _jump = JumpInto(period);

        // The end of the period fades into what preceded its beginning, so that it joins itself without a step.
        var overlap = _periodLength / 4;
        ReadOnlySpan<short> before = _history.AsSpan(_history.Length - _periodLength - overlap, overlap);
        for (var i = 0; i < overlap; i++)
        {
            var weight = (i + 1) * 256 / (overlap + 1);
            ref var end = ref _period[_periodLength - overlap + i];
            end = (short)(((end * (256 - weight)) + (before[i] * weight)) >> 8);
        }
    }

    /// <summary>How far the period's beginning is from where the last sample would have gone on to.</summary>
    private int JumpInto(ReadOnlySpan<short> period) => period[0] - (_history[^1] + (period[1] - period[0]));

    private int BestLag()
    {
        Span<float> history = stackalloc float[_window + _longestPeriod];
        SampleArithmetic.Widen(_history.AsSpan(_history.Length - history.Length), history);
        var newest = history[^_window..];
        var (best, bestScore) = (_longestPeriod, VoicedCorrelation);
        var energy = SampleArithmetic.Product(newest, newest) + 1;
        if (energy <= 1)
        {
            return best;
        }

        var olderStart = history.Length - _window - _shortestPeriod;
        var olderEnergy = (double)SampleArithmetic.Product(history.Slice(olderStart, _window), history.Slice(olderStart, _window));
        for (var lag = _shortestPeriod; lag <= _longestPeriod; lag++, olderStart--)
        {
            var score = SampleArithmetic.Product(newest, history.Slice(olderStart, _window)) / MathF.Sqrt(energy * ((float)olderEnergy + 1));

            // A multiple of the period scores as well as the period: only a clear gain makes the longer one better.
            if (score > bestScore + (best == _longestPeriod ? 0 : LongerPeriodGain))
            {
                (best, bestScore) = (lag, score);
            }

            if (olderStart > 0)
            {
                // The next one begins a sample earlier and ends a sample earlier.
                var (leaving, entering) = (history[olderStart + _window - 1], history[olderStart - 1]);
                olderEnergy += ((double)entering * entering) - ((double)leaving * leaving);
            }
        }

        return best;
    }
}
