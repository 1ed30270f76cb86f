namespace Switchroom.Media.Tones;

/// <summary>Keys as sound (ITU-T Q.23), for a far end that has no telephone-event: keys queue up and are played with gaps between them.</summary>
public sealed class DtmfGenerator
{
    /// <summary>The most keys that wait to be played.</summary>
    public const int MaxQueuedKeys = 64;

    /// <summary>Level of each of the two tones, in dBov: about -9 dBm0 for the pair, mid-way in what ITU-T Q.24 asks receivers to accept.</summary>
    private const double Level = -15;

    private readonly int _sampleRate;
    private readonly ToneGenerator _tone;
    private readonly Queue<(char Key, int Tone, int Gap)> _keys = new(MaxQueuedKeys);
    private int _toneLeft;
    private int _gapLeft;

    /// <summary>Makes a generator.</summary>
    /// <param name="sampleRate">In Hz.</param>
    public DtmfGenerator(int sampleRate)
    {
        _sampleRate = sampleRate;
        _tone = new ToneGenerator(sampleRate);
    }

    /// <summary>Whether nothing sounds or waits.</summary>
    public bool IsIdle => _toneLeft == 0 && _gapLeft == 0 && _keys.Count == 0;

    /// <summary>Queues a key.</summary>
    /// <param name="key">One of <see cref="DtmfKeys.All"/>.</param>
    /// <param name="duration">How long it sounds: 50 ms to 2 s.</param>
    /// <param name="gap">Silence after it.</param>
    /// <returns>False when <see cref="MaxQueuedKeys"/> already wait or the key is unknown.</returns>
    public bool TryEnqueue(char key, TimeSpan duration, TimeSpan gap)
    {
        if (_keys.Count >= MaxQueuedKeys || !DtmfKeys.IsKey(key))
        {
            return false;
        }

        _keys.Enqueue((key, SamplesOf(duration), SamplesOf(gap)));
        return true;
    }

    /// <summary>Writes the next samples: tones, gaps, and silence when idle.</summary>
    /// <returns>True when a tone sounded in any of them, so that the caller sends this instead of speech.</returns>
    public bool Fill(Span<short> samples)
    {
        var sounded = false;
        while (!samples.IsEmpty)
        {
            if (_toneLeft == 0 && _gapLeft == 0 && _keys.TryDequeue(out var next))
            {
                var (row, column) = DtmfKeys.FrequenciesOf(next.Key);
                _tone.Set(row, column, Level);
                (_toneLeft, _gapLeft) = (next.Tone, next.Gap);
            }

            var part = _toneLeft > 0 ? Math.Min(_toneLeft, samples.Length) : _gapLeft > 0 ? Math.Min(_gapLeft, samples.Length) : samples.Length;
            if (_toneLeft > 0)
            {
                _tone.Fill(samples[..part]);
                _toneLeft -= part;
                sounded = true;
            }
            else
            {
                samples[..part].Clear();
                _gapLeft = Math.Max(0, _gapLeft - part);
            }

            samples = samples[part..];
        }

        return sounded;
    }

    private int SamplesOf(TimeSpan duration) => (int)(duration.TotalSeconds * _sampleRate);
}
