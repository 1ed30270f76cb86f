using Switchroom.Media.Codecs;
using Switchroom.Rtp;
using Switchroom.Rtp.Jitter;

namespace Switchroom.Rooms.Mixing;

/// <summary>
/// What comes from a far end, as even samples, whatever it is encoded with. Phone legs and browsers' tracks read through it. When the codec changes, the
/// sound of the former one is played to its end and faded out, and the new one follows it as evenly as if nothing had happened.
/// </summary>
internal sealed class AudioPlayout(JitterBufferOptions options) : IDisposable
{
    /// <summary>Reads after which a former codec's stream ends, even if packets of it still come.</summary>
    private const int MostReadsOfFormer = 15;

    /// <summary>The least time between changes: a sender that changes by the packet is not followed.</summary>
    private static readonly TimeSpan ShortestStay = TimeSpan.FromMilliseconds(200);

    private readonly HeardLosses _losses = new();
    private PlayoutStream? _former;
    private PlayoutStream? _stream;
    private TimeSpan _changedAt;
    private int _readsOfFormer;
    private long _concealedBefore;
    private long _playedBefore;

    /// <summary>The codec that comes now; null before the first packet.</summary>
    public AudioCodec? Codec => _stream?.Codec;

    /// <summary>How losses followed each other as they were heard.</summary>
    public HeardLosses Losses => _losses;

    /// <summary>What the jitter buffer did since the codec last changed.</summary>
    public JitterCounters Counters => _stream?.Buffer.Counters ?? default;

    /// <summary>The delay that the jitter buffer adds now.</summary>
    public TimeSpan Delay => _stream?.Buffer.CurrentDelay ?? TimeSpan.Zero;

    /// <summary>The delay that the jitter buffer aims at.</summary>
    public TimeSpan TargetDelay => _stream?.Buffer.TargetDelay ?? TimeSpan.Zero;

    /// <summary>Share of the sound that was concealed, 0 to 1.</summary>
    public double Concealed
    {
        get
        {
            var concealed = _concealedBefore + Milliseconds(Counters.ConcealedTicks);
            var all = concealed + _playedBefore + Milliseconds(Counters.PlayedTicks);
            return all == 0 ? 0 : (double)concealed / all;
        }
    }

    /// <summary>The rate that the next <see cref="Read"/> must ask for in a room of the given rate, in Hz.</summary>
    public int SampleRateFor(int roomRate) => (_former ?? _stream)?.Codec.SampleRateFor(roomRate) ?? 8000;

    /// <summary>Takes a packet of sound.</summary>
    /// <param name="codec">What it is encoded with.</param>
    /// <param name="sequenceNumber">From its RTP header.</param>
    /// <param name="timestamp">From its RTP header.</param>
    /// <param name="payload">The encoded sound.</param>
    /// <param name="now">When it arrived.</param>
    public InsertVerdict Insert(AudioCodec codec, ushort sequenceNumber, uint timestamp, ReadOnlySpan<byte> payload, TimeSpan now) =>
        StreamOf(codec, now)?.Insert(sequenceNumber, timestamp, payload, now) ?? InsertVerdict.TooLate;

    /// <summary>Takes a packet of comfort noise (RFC 3389): the sender pauses.</summary>
    public void InsertComfortNoise(ushort sequenceNumber, uint timestamp, ReadOnlySpan<byte> payload, TimeSpan now) => _stream?.Buffer.Insert(
        new JitterPacket { SequenceNumber = sequenceNumber, Timestamp = timestamp, PayloadType = PayloadType.ComfortNoise, BeginsPause = true, Payload = payload },
        now);

    /// <summary>Takes note of a packet that uses up a sequence number and holds no sound, as telephone events do.</summary>
    public void InsertPlaceholder(ushort sequenceNumber, uint timestamp, TimeSpan now) => _stream?.Buffer.Insert(
        new JitterPacket { SequenceNumber = sequenceNumber, Timestamp = timestamp, IsPlaceholder = true }, now);

    /// <summary>Fills <paramref name="samples"/> with what plays next.</summary>
    /// <param name="samples">20 ms.</param>
    /// <param name="sampleRate">What <see cref="SampleRateFor"/> said.</param>
    /// <param name="now">The time.</param>
    public SourceFrame Read(Span<short> samples, int sampleRate, TimeSpan now)
    {
        if (_stream is null)
        {
            samples.Clear();
            return SourceFrame.Silence;
        }

        return _former is not null ? ReadFormer(_former, samples, sampleRate, now) : _stream.Read(samples, sampleRate, now);
    }

    /// <summary>Lets 20 ms pass: packets are taken in time, and not decoded.</summary>
    public void Skip(TimeSpan now)
    {
        EndFormer();
        _stream?.Skip(now);
    }

    /// <summary>Forgets what waits, as when the far end's stream begins anew.</summary>
    public void Reset()
    {
        EndFormer();
        _stream?.Reset();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _former?.Dispose();
        _stream?.Dispose();
    }

    /// <summary>The stream for a packet; null when it comes too soon after another change.</summary>
    private PlayoutStream? StreamOf(AudioCodec codec, TimeSpan now)
    {
        if (_stream?.Codec == codec)
        {
            return _stream;
        }

        if (_former?.Codec == codec)
        {
            // Overtaken by the first packet of the new one.
            return _former;
        }

        if (_stream is not null)
        {
            if (now - _changedAt < ShortestStay)
            {
                return null;
            }

            _concealedBefore += Milliseconds(Counters.ConcealedTicks);
            _playedBefore += Milliseconds(Counters.PlayedTicks);
            EndFormer();
            (_former, _readsOfFormer) = (_stream, 0);
        }

        _changedAt = now;
        return _stream = new PlayoutStream(codec, options, _losses);
    }

    private SourceFrame ReadFormer(PlayoutStream former, Span<short> samples, int sampleRate, TimeSpan now)
    {
        if (former.Buffer.Waiting > 0 && _readsOfFormer++ < MostReadsOfFormer)
        {
            return former.Read(samples, sampleRate, now);
        }

        former.FadeOut(samples);
        EndFormer();
        return SourceFrame.Concealed;
    }

    private void EndFormer()
    {
        _former?.Dispose();
        _former = null;
    }

    private long Milliseconds(long ticks) => _stream is null ? 0 : ticks * 1000 / _stream.Codec.RtpClockRate;
}
