using Switchroom.Media.Codecs;
using Switchroom.Media.Codecs.ComfortNoise;
using Switchroom.Media.Concealment;
using Switchroom.Rooms.Mixing;
using Switchroom.Rtp.Jitter;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Quality;

namespace Switchroom.Rooms.Phone;

/// <summary>What a leg receives, turned into even samples: jitter buffer, decoder, concealment, stretching, comfort noise.</summary>
internal sealed class LegPlayer : IDisposable
{
    private const int MillisecondsKept = 160;
    private const int MostConcealedAtOnce = 60;
    private readonly ComfortNoiseDecoder _noise = new();
    private AudioAgreement? _agreement;
    private AudioDecoder? _decoder;
    private AudioCodec? _codec;
    private JitterBuffer? _buffer;
    private short[] _ready = [];
    private short[] _frame = [];
    private int _count;
    private int _sampleRate = 8000;
    private bool _hasNoise;
    private LossRuns _runs;

    /// <summary>Losses as they were heard.</summary>
    public LossRuns Runs => _runs;

    /// <summary>What the jitter buffer did.</summary>
    public JitterCounters Counters => _buffer?.Counters ?? default;

    /// <summary>The delay that the jitter buffer adds now.</summary>
    public TimeSpan Delay => _buffer?.CurrentDelay ?? TimeSpan.Zero;

    /// <summary>The delay that the jitter buffer aims at.</summary>
    public TimeSpan TargetDelay => _buffer?.TargetDelay ?? TimeSpan.Zero;

    /// <summary>Whether any sound came yet.</summary>
    public bool HasStarted => _buffer is not null;

    /// <summary>The rate to decode at in a room of the given rate.</summary>
    public int SampleRateFor(int roomRate) => _codec?.SampleRateFor(roomRate) ?? 8000;

    /// <summary>Payload types mean this from now on; what waits is still played.</summary>
    public void Use(AudioAgreement agreement) => _agreement = agreement;

    /// <summary>The far end began a new stream.</summary>
    public void Restart() => _buffer?.Reset();

    /// <summary>Takes a packet; false when its payload cannot be decoded.</summary>
    public bool Insert(in Rtp.RtpPacket packet, AudioFormat format, TimeSpan now)
    {
        var isNoise = format.Codec.IsComfortNoise;
        var isEvent = format.Codec.IsTelephoneEvent;
        if (!isNoise && !isEvent && !TryUse(format.Codec))
        {
            return false;
        }

        if (_buffer is null || _codec is null)
        {
            return isNoise || isEvent;
        }

        var duration = isNoise || isEvent ? 0 : _decoder!.CountSamples(packet.Payload) * (_codec.RtpClockRate / 1000) / (_sampleRate / 1000);
        if (duration == 0 && !isNoise && !isEvent)
        {
            return false;
        }

        // An Opus packet of one or two octets says "nothing to hear" and that the sender pauses.
        var pauses = isNoise || (_codec == AudioCodec.Opus && packet.Payload.Length <= 2);
        var verdict = _buffer.Insert(
            new JitterPacket
            {
                SequenceNumber = packet.SequenceNumber,
                Timestamp = packet.Timestamp,
                PayloadType = packet.PayloadType,
                Duration = duration,
                BeginsPause = pauses,
                IsPlaceholder = isEvent,
                Payload = isEvent ? default : packet.Payload,
            },
            now);
        return verdict != InsertVerdict.TooLong;
    }

    /// <summary>Fills 20 ms.</summary>
    public SourceFrame Read(Span<short> samples, int sampleRate, TimeSpan now)
    {
        UseRate(sampleRate);
        if (_buffer is null)
        {
            samples.Clear();
            return SourceFrame.Silence;
        }

        var frame = _count > 0 ? SourceFrame.Audio : SourceFrame.Silence;
        while (_count < samples.Length)
        {
            var heard = Fill(_buffer.Take(now, TicksOf(_count)));
            frame = heard > frame ? heard : frame;
        }

        _ready.AsSpan(0, samples.Length).CopyTo(samples);
        Drop(samples.Length);
        return frame;
    }

    /// <summary>Lets 20 ms pass without decoding.</summary>
    public void Skip(TimeSpan now)
    {
        if (_buffer is null)
        {
            return;
        }

        UseRate(_sampleRate);
        var needed = _sampleRate / 50;
        while (_count < needed)
        {
            var playout = _buffer.Take(now, TicksOf(_count));
            Silence(SamplesOf(playout.Duration));
            Count(playout);
        }

        Drop(needed);
    }

    public void Dispose() => _decoder?.Dispose();

    private bool TryUse(AudioEncoding encoding)
    {
        if (_codec is not null && encoding.ClockRate == _codec.RtpClockRate && encoding.Name.Equals(_codec.EncodingName, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!AudioCodec.TryFind(encoding.Name, encoding.ClockRate, out var codec))
        {
            return false;
        }

        if (_buffer is null || _codec?.RtpClockRate != codec.RtpClockRate)
        {
            _buffer = new JitterBuffer(codec.RtpClockRate, JitterBufferOptions.Default);
        }

        _codec = codec;
        Renew(codec.SampleRateFor(_sampleRate));
        return true;
    }

    private void UseRate(int sampleRate)
    {
        if (_ready.Length == 0 || sampleRate != _sampleRate)
        {
            Renew(sampleRate);
        }
    }

    // The rate or the codec changed: rare, so a fresh decoder and a few milliseconds of silence do.
    private void Renew(int sampleRate)
    {
        _sampleRate = sampleRate;
        _count = 0;
        _decoder?.Dispose();
        _decoder = _codec is null ? null : _codec.CreateDecoder(_codec.SampleRateFor(sampleRate));
        if (_ready.Length != MillisecondsKept * sampleRate / 1000)
        {
            _ready = new short[MillisecondsKept * sampleRate / 1000];
            _frame = new short[AudioDecoder.MaxPayloadMilliseconds * sampleRate / 1000];
        }
    }

    private SourceFrame Fill(Playout playout)
    {
        Count(playout);
        var samples = SamplesOf(playout.Duration);
        switch (playout.Kind)
        {
            case PlayoutKind.Packet when playout.Duration == 0:
                _hasNoise = _noise.TryUpdate(playout.Payload);
                return SourceFrame.Silence;
            case PlayoutKind.Packet:
                return Decode(playout, samples);
            case PlayoutKind.Conceal:
                Conceal(playout.Payload, samples);
                return SourceFrame.Concealed;
            default:
                return Pause(samples);
        }
    }

    private SourceFrame Decode(Playout playout, int expected)
    {
        _hasNoise = false;
        var written = IsOurCodec(playout.PayloadType) ? _decoder!.Decode(playout.Payload, _frame) : 0;
        if (written == 0)
        {
            Conceal(default, expected);
            return SourceFrame.Concealed;
        }

        var target = _ready.AsSpan(_count);
        var frame = _frame.AsSpan(0, written);
        if (playout.Stretch == Stretch.None || written < _sampleRate / 50)
        {
            frame[..Math.Min(written, target.Length)].CopyTo(target);
            _count += Math.Min(written, target.Length);
            return SourceFrame.Audio;
        }

        _count += playout.Stretch == Stretch.Lengthen
            ? TimeStretch.Lengthen(frame, _sampleRate, force: false, target)
            : TimeStretch.Shorten(frame, _sampleRate, force: playout.Stretch == Stretch.ShortenNow, target);
        return SourceFrame.Audio;
    }

    // After a renegotiation, a packet of the codec before may still wait.
    private bool IsOurCodec(Rtp.PayloadType type) =>
        _agreement?.FormatOf(type) is { } format && format.Codec.Name.Equals(_codec!.EncodingName, StringComparison.OrdinalIgnoreCase);

    private void Conceal(ReadOnlySpan<byte> next, int samples)
    {
        // Decoders conceal multiples of 2.5 ms; what is over is cut off.
        var unit = _sampleRate / 400;
        var whole = Math.Min((samples + unit - 1) / unit * unit, MostConcealedAtOnce * _sampleRate / 1000);
        var gap = _frame.AsSpan(0, whole);
        if (next.IsEmpty)
        {
            _decoder!.Conceal(gap);
        }
        else
        {
            _decoder!.DecodeFec(next, gap);
        }

        gap[..Math.Min(samples, whole)].CopyTo(_ready.AsSpan(_count));
        _count += Math.Min(samples, whole);
    }

    private SourceFrame Pause(int samples)
    {
        if (!_hasNoise)
        {
            Silence(samples);
            return SourceFrame.Silence;
        }

        var part = _ready.AsSpan(_count, Math.Min(samples, _ready.Length - _count));
        _noise.Fill(part);
        _count += part.Length;
        return SourceFrame.Audio;
    }

    private void Silence(int samples)
    {
        var part = _ready.AsSpan(_count, Math.Min(samples, _ready.Length - _count));
        part.Clear();
        _count += part.Length;
    }

    private void Count(Playout playout)
    {
        if (playout.Kind != PlayoutKind.Silence && playout.Duration > 0)
        {
            _runs.Add(playout.Kind == PlayoutKind.Conceal);
        }
    }

    private void Drop(int samples)
    {
        _count -= samples;
        _ready.AsSpan(samples, _count).CopyTo(_ready);
    }

    private int SamplesOf(int ticks) => (int)((long)ticks * _sampleRate / _codec!.RtpClockRate);

    private int TicksOf(int samples) => (int)((long)samples * _codec!.RtpClockRate / _sampleRate);
}
