using Switchroom.Media.Codecs;
using Switchroom.Media.Codecs.ComfortNoise;
using Switchroom.Media.Concealment;
using Switchroom.Rtp;
using Switchroom.Rtp.Jitter;

namespace Switchroom.Rooms.Mixing;

/// <summary>
/// From packets as they come to samples every 20 ms: a jitter buffer, the codec, concealment, comfort noise, and stretching of sound so that the delay
/// follows the network and the far end's clock. Phone legs and browsers' tracks read through it.
/// </summary>
internal sealed class AudioPlayout : IDisposable
{
    private const int LongestMilliseconds = AudioDecoder.MaxPayloadMilliseconds;

    /// <summary>The longest piece made at once without a packet.</summary>
    private const int MaxConcealedMilliseconds = 60;

    /// <summary>Decisions of the jitter buffer in one read: every packet it can hold, and silence after them.</summary>
    private const int MaxDecisions = JitterBuffer.Capacity + 8;

    private readonly AudioCodec _codec;
    private readonly ComfortNoiseDecoder _noise = new();
    private AudioDecoder _decoder;
    private SampleQueue _queue;
    private short[] _stretching;
    private bool _hasNoise;
    private SourceFrame _lastPiece;

    /// <summary>Makes a playout for one incoming stream.</summary>
    public AudioPlayout(AudioCodec codec, JitterBufferOptions options)
    {
        _codec = codec;
        Buffer = new JitterBuffer(codec.RtpClockRate, options);
        (_decoder, _queue, _stretching) = At(codec.SampleRates[^1]);
    }

    /// <summary>The jitter buffer, for its counters and delay.</summary>
    public JitterBuffer Buffer { get; }

    /// <summary>The codec of the stream.</summary>
    public AudioCodec Codec => _codec;

    /// <summary>Takes a packet of sound.</summary>
    /// <param name="sequenceNumber">From its RTP header.</param>
    /// <param name="timestamp">From its RTP header.</param>
    /// <param name="payload">The encoded sound.</param>
    /// <param name="now">When it arrived.</param>
    public InsertVerdict Insert(ushort sequenceNumber, uint timestamp, ReadOnlySpan<byte> payload, TimeSpan now)
    {
        // Whole packets of two bytes are what Opus sends before it pauses.
        var samples = _decoder.CountSamples(payload);
        var packet = new JitterPacket
        {
            SequenceNumber = sequenceNumber,
            Timestamp = timestamp,
            Duration = (int)((long)samples * _codec.RtpClockRate / _decoder.SampleRate),
            BeginsPause = _codec == AudioCodec.Opus && payload.Length <= 2,
            IsPlaceholder = samples == 0,
            Payload = payload,
        };
        return Buffer.Insert(packet, now);
    }

    /// <summary>Takes a packet of comfort noise (RFC 3389): the sender pauses.</summary>
    public InsertVerdict InsertComfortNoise(ushort sequenceNumber, uint timestamp, ReadOnlySpan<byte> payload, TimeSpan now) => Buffer.Insert(
        new JitterPacket { SequenceNumber = sequenceNumber, Timestamp = timestamp, PayloadType = PayloadType.ComfortNoise, BeginsPause = true, Payload = payload },
        now);

    /// <summary>Takes note of a packet that uses up a sequence number and holds no sound of this codec, as telephone events do.</summary>
    public InsertVerdict InsertPlaceholder(ushort sequenceNumber, uint timestamp, TimeSpan now) => Buffer.Insert(
        new JitterPacket { SequenceNumber = sequenceNumber, Timestamp = timestamp, IsPlaceholder = true }, now);

    /// <summary>Fills <paramref name="samples"/> with what plays next.</summary>
    /// <param name="samples">20 ms.</param>
    /// <param name="sampleRate">One of the codec's rates, in Hz.</param>
    /// <param name="now">The time.</param>
    public SourceFrame Read(Span<short> samples, int sampleRate, TimeSpan now)
    {
        if (_decoder.SampleRate != sampleRate)
        {
            _decoder.Dispose();
            (_decoder, _queue, _stretching) = At(sampleRate);
        }

        var frame = _queue.Count > 0 ? _lastPiece : SourceFrame.Silence;
        for (var decisions = 0; _queue.Count < samples.Length && decisions < MaxDecisions; decisions++)
        {
            var playout = Buffer.Take(now, TicksOf(_queue.Count));
            Play(playout);
            frame = Stronger(frame, _lastPiece);
        }

        var ready = Math.Min(_queue.Count, samples.Length);
        _queue.Take(samples[..ready]);
        samples[ready..].Clear();
        return frame;
    }

    /// <summary>Lets 20 ms pass: packets are taken in time, and not decoded.</summary>
    public void Skip(TimeSpan now)
    {
        var count = _decoder.SampleRate / 50;
        for (var decisions = 0; _queue.Count < count && decisions < MaxDecisions; decisions++)
        {
            var playout = Buffer.Take(now, TicksOf(_queue.Count));
            if (playout.PayloadType == PayloadType.ComfortNoise && playout.Kind == PlayoutKind.Packet)
            {
                Play(playout);
            }
            else
            {
                AppendZeros(SamplesOf(playout.Duration));
            }
        }

        _queue.Drop(Math.Min(count, _queue.Count));
        _lastPiece = SourceFrame.Silence;
    }

    /// <summary>Forgets what waits, as when the far end's stream begins anew.</summary>
    public void Reset()
    {
        Buffer.Reset();
        _decoder.Reset();
        _queue.Clear();
        (_hasNoise, _lastPiece) = (false, SourceFrame.Silence);
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    private static SourceFrame Stronger(SourceFrame a, SourceFrame b) =>
        a == SourceFrame.Audio || b == SourceFrame.Audio ? SourceFrame.Audio : a == SourceFrame.Silence ? b : a;

    private void Play(Playout playout)
    {
        switch (playout.Kind)
        {
            case PlayoutKind.Packet when playout.PayloadType == PayloadType.ComfortNoise:
                _hasNoise = _noise.TryUpdate(playout.Payload);
                break;
            case PlayoutKind.Packet:
                _hasNoise = false;
                Decode(playout);
                break;
            case PlayoutKind.Conceal:
                Conceal(playout);
                break;
            default:
                Pause(SamplesOf(playout.Duration));
                break;
        }
    }

    private void Decode(Playout playout)
    {
        var count = _decoder.Decode(playout.Payload, _queue.Reserve(_decoder.MaxSamples));
        if (count == 0)
        {
            Conceal(playout);
            return;
        }

        _lastPiece = SourceFrame.Audio;
        if (playout.Stretch != Stretch.None && count >= _decoder.SampleRate / 50)
        {
            count = Change(_queue.Reserve(_decoder.MaxSamples)[..count], playout.Stretch);
        }

        _queue.Commit(count);
    }

    /// <summary>Shortens or lengthens what was just decoded.</summary>
    private int Change(Span<short> decoded, Stretch stretch)
    {
        var rate = _decoder.SampleRate;
        var count = stretch == Stretch.Lengthen
            ? TimeStretch.Lengthen(decoded, rate, force: false, _stretching)
            : TimeStretch.Shorten(decoded, rate, force: stretch == Stretch.ShortenNow, _stretching);
        _stretching.AsSpan(0, count).CopyTo(_queue.Reserve(count));
        return count;
    }

    private void Conceal(Playout playout)
    {
        // Decoders conceal multiples of 2.5 ms; what is over is not taken.
        var count = Math.Min(SamplesOf(playout.Duration), _decoder.SampleRate / 1000 * MaxConcealedMilliseconds);
        var unit = _decoder.SampleRate / 400;
        var samples = _queue.Reserve((count + unit - 1) / unit * unit);
        if (playout is { Kind: PlayoutKind.Conceal, Payload.IsEmpty: false })
        {
            _decoder.DecodeFec(playout.Payload, samples);
        }
        else
        {
            _decoder.Conceal(samples);
        }

        _queue.Commit(count);
        _lastPiece = SourceFrame.Concealed;
    }

    private void Pause(int count)
    {
        if (!_hasNoise || _decoder.SampleRate != 8000)
        {
            AppendZeros(count);
            _lastPiece = SourceFrame.Silence;
            return;
        }

        var samples = _queue.Reserve(count);
        _noise.Fill(samples);
        _queue.Commit(samples.Length);
        _lastPiece = SourceFrame.Audio;
    }

    private void AppendZeros(int count)
    {
        var samples = _queue.Reserve(Math.Min(count, _decoder.MaxSamples));
        samples.Clear();
        _queue.Commit(samples.Length);
    }

    private int SamplesOf(int ticks) => (int)((long)ticks * _decoder.SampleRate / _codec.RtpClockRate);

    private int TicksOf(int samples) => (int)((long)samples * _codec.RtpClockRate / _decoder.SampleRate);

    private (AudioDecoder Decoder, SampleQueue Queue, short[] Stretching) At(int sampleRate)
    {
        // A frame less one sample may wait when a longest packet is decoded and lengthened.
        var room = sampleRate / 1000 * (LongestMilliseconds + 20 + 10);
        return (_codec.CreateDecoder(sampleRate), new SampleQueue(room), new short[room]);
    }
}
