using Switchroom.Media.Codecs;
using Switchroom.Media.Codecs.ComfortNoise;
using Switchroom.Media.Concealment;
using Switchroom.Rtp;
using Switchroom.Rtp.Jitter;

namespace Switchroom.Rooms.Mixing;

/// <summary>
/// One stream in one codec, from packets as they come to samples every 20 ms: a jitter buffer, the decoder, concealment, comfort noise, and stretching of sound
/// so that the delay follows the network and the far end's clock.
/// </summary>
internal sealed class PlayoutStream : IDisposable
{
    /// <summary>The longest piece made at once without a packet.</summary>
    private const int MaxConcealedMilliseconds = 60;

    /// <summary>How long sound takes to begin after silence.</summary>
    private const int FadeInMilliseconds = 5;

    /// <summary>The longest piece that stretching adds.</summary>
    private const int MaxLengthenedMilliseconds = 10;

    /// <summary>Decisions of the jitter buffer in one read: every packet it can hold, and silence after them.</summary>
    private const int MaxDecisions = JitterBuffer.Capacity + 8;

    private readonly ComfortNoiseDecoder _noise = new();
    private readonly SampleQueue _left = new();
    private readonly HeardLosses _losses;
    private AudioDecoder _decoder;
    private bool _hasNoise;
    private SourceFrame _lastPiece;

    public PlayoutStream(AudioCodec codec, JitterBufferOptions options, HeardLosses losses)
    {
        _losses = losses;
        Codec = codec;
        Buffer = new JitterBuffer(codec.RtpClockRate, options);
        _decoder = codec.CreateDecoder(codec.SampleRates[^1]);
    }

    public AudioCodec Codec { get; }

    public JitterBuffer Buffer { get; }

    public InsertVerdict Insert(ushort sequenceNumber, uint timestamp, ReadOnlySpan<byte> payload, TimeSpan now)
    {
        // Whole packets of two bytes are what Opus sends before it pauses.
        var samples = _decoder.CountSamples(payload);
        var packet = new JitterPacket
        {
            SequenceNumber = sequenceNumber,
            Timestamp = timestamp,
            Duration = (int)((long)samples * Codec.RtpClockRate / _decoder.SampleRate),
            BeginsPause = Codec == AudioCodec.Opus && payload.Length <= 2,
            IsPlaceholder = samples == 0,
            Payload = payload,
        };
        return Buffer.Insert(packet, now);
    }

    /// <summary>Fills <paramref name="samples"/> with what plays next.</summary>
    public SourceFrame Read(Span<short> samples, int sampleRate, TimeSpan now)
    {
        if (_decoder.SampleRate != sampleRate)
        {
            _decoder.Dispose();
            _decoder = Codec.CreateDecoder(sampleRate);
            _left.Clear();
        }

        var frame = _left.Count > 0 ? _lastPiece : SourceFrame.Silence;
        var filled = _left.Take(samples);
        for (var decisions = 0; filled < samples.Length && decisions < MaxDecisions; decisions++)
        {
            var playout = Buffer.Take(now, TicksOf(filled));
            filled += Play(playout, samples[filled..]);
            frame = Stronger(frame, _lastPiece);
        }

        samples[filled..].Clear();
        return frame;
    }

    /// <summary>Lets 20 ms pass: packets are taken in time, and not decoded.</summary>
    public void Skip(TimeSpan now)
    {
        Span<short> unheard = stackalloc short[_decoder.SampleRate / 50];
        var passed = _left.Take(unheard);
        for (var decisions = 0; passed < unheard.Length && decisions < MaxDecisions; decisions++)
        {
            var playout = Buffer.Take(now, TicksOf(passed));
            var count = Math.Min(SamplesOf(playout.Duration), _decoder.MaxSamples);
            if (playout is { Kind: PlayoutKind.Packet, Duration: 0 })
            {
                TakeNoise(playout);
            }
            else if (count > unheard.Length - passed)
            {
                var left = count - (unheard.Length - passed);
                _left.Begin(left).Clear();
                _left.Commit(left);
            }

            passed += count;
        }

        _lastPiece = SourceFrame.Silence;
    }

    /// <summary>Goes on for 20 ms from what was heard last, to nothing.</summary>
    public void FadeOut(Span<short> samples)
    {
        if (_lastPiece == SourceFrame.Silence)
        {
            samples.Clear();
            return;
        }

        var taken = _left.Take(samples);
        var whole = (samples.Length - taken) / ConcealmentUnit * ConcealmentUnit;
        if (whole > 0)
        {
            _decoder.Conceal(samples.Slice(taken, whole));
        }

        samples[(taken + whole)..].Clear();
        Fade.Out(samples[..(taken + whole)]);
        _lastPiece = SourceFrame.Silence;
    }

    /// <summary>Forgets what waits, as when the far end's stream begins anew.</summary>
    public void Reset()
    {
        Buffer.Reset();
        _decoder.Reset();
        _left.Clear();
        (_hasNoise, _lastPiece) = (false, SourceFrame.Silence);
    }

    public void Dispose() => _decoder.Dispose();

    private static SourceFrame Stronger(SourceFrame a, SourceFrame b) =>
        a == SourceFrame.Audio || b == SourceFrame.Audio ? SourceFrame.Audio : a == SourceFrame.Silence ? b : a;

    /// <summary>Carries out one decision; what does not fit is left for the next read.</summary>
    /// <returns>Samples written to <paramref name="samples"/>.</returns>
    private int Play(in Playout playout, Span<short> samples)
    {
        switch (playout.Kind)
        {
            case PlayoutKind.Packet when playout.PayloadType == PayloadType.ComfortNoise:
                TakeNoise(playout);
                return 0;
            case PlayoutKind.Packet:
                _hasNoise = false;
                _losses.Add(lost: false, TimeOf(playout.Duration));
                return Decode(playout, samples);
            case PlayoutKind.Conceal:
                _losses.Add(lost: true, TimeOf(playout.Duration));
                return Conceal(playout, samples);
            default:
                return Pause(samples[..Math.Min(SamplesOf(playout.Duration), samples.Length)]);
        }
    }

    private void TakeNoise(in Playout playout) => _hasNoise = playout.PayloadType == PayloadType.ComfortNoise && _noise.TryUpdate(playout.Payload);

    private int Decode(in Playout playout, Span<short> samples)
    {
        var count = _decoder.CountSamples(playout.Payload);
        if (playout.Stretch != Stretch.None && count >= _decoder.SampleRate / 50)
        {
            return DecodeStretched(playout, count, samples);
        }

        var fits = count <= samples.Length;
        var target = fits ? samples[..count] : _left.Begin(count);
        if (count == 0 || _decoder.Decode(playout.Payload, target) != count)
        {
            return Conceal(playout, samples);
        }

        FollowSilence(target);
        return fits ? count : TakeLeft(count, samples);
    }

    /// <summary>Sound that follows a silence begins softly: the decoder knows nothing of the silence.</summary>
    private void FollowSilence(Span<short> sound)
    {
        if (_lastPiece == SourceFrame.Silence)
        {
            Fade.In(sound[..Math.Min(sound.Length, _decoder.SampleRate / 1000 * FadeInMilliseconds)]);
        }

        _lastPiece = SourceFrame.Audio;
    }

    /// <summary>Decodes, and shortens or lengthens.</summary>
    private int DecodeStretched(in Playout playout, int count, Span<short> samples)
    {
        var rate = _decoder.SampleRate;
        Span<short> decoded = stackalloc short[count];
        if (_decoder.Decode(playout.Payload, decoded) != count)
        {
            return Conceal(playout, samples);
        }

        FollowSilence(decoded);
        var target = _left.Begin(count + (rate / 1000 * MaxLengthenedMilliseconds));
        return TakeLeft(
            playout.Stretch == Stretch.Lengthen
                ? TimeStretch.Lengthen(decoded, rate, force: false, target)
                : TimeStretch.Shorten(decoded, rate, force: playout.Stretch == Stretch.ShortenNow, target),
            samples);
    }

    private int Conceal(in Playout playout, Span<short> samples)
    {
        // What is over is not taken.
        var count = Math.Min(SamplesOf(playout.Duration), _decoder.SampleRate / 1000 * MaxConcealedMilliseconds);
        var whole = (count + ConcealmentUnit - 1) / ConcealmentUnit * ConcealmentUnit;
        var fits = whole <= samples.Length;
        var target = fits ? samples[..whole] : _left.Begin(whole);
        if (playout is { Kind: PlayoutKind.Conceal, Payload.IsEmpty: false })
        {
            _decoder.DecodeFec(playout.Payload, target);
        }
        else
        {
            _decoder.Conceal(target);
        }

        _lastPiece = SourceFrame.Concealed;
        return fits ? count : TakeLeft(count, samples);
    }

    private int Pause(Span<short> samples)
    {
        if (!_hasNoise || _decoder.SampleRate != 8000)
        {
            FadeOut(samples);
            return samples.Length;
        }

        _noise.Fill(samples);
        _lastPiece = SourceFrame.Audio;
        return samples.Length;
    }

    private int TakeLeft(int count, Span<short> samples)
    {
        _left.Commit(count);
        return _left.Take(samples);
    }

    /// <summary>Decoders conceal multiples of 2.5 ms.</summary>
    private int ConcealmentUnit => _decoder.SampleRate / 400;

    private int SamplesOf(int ticks) => (int)((long)ticks * _decoder.SampleRate / Codec.RtpClockRate);

    private TimeSpan TimeOf(int ticks) => new(ticks * TimeSpan.TicksPerSecond / Codec.RtpClockRate);

    private int TicksOf(int samples) => (int)((long)samples * Codec.RtpClockRate / _decoder.SampleRate);
}
