using Switchroom.Media.Codecs;
using Switchroom.Rooms.Mixing;
using Switchroom.Rtp;
using Switchroom.Rtp.Jitter;
using Switchroom.Rtp.Negotiation;
using Switchroom.Rtp.Quality;

namespace Switchroom.Rooms.Phone;

/// <summary>What a leg receives, as even samples: a playout for the codec that the far end sends now, another when it changes.</summary>
internal sealed class LegPlayer : IDisposable
{
    private AudioPlayout? _playout;
    private LossRuns _runs;
    private long _concealedBefore;
    private long _playedBefore;

    /// <summary>Whether any sound came yet.</summary>
    public bool HasStarted => _playout is not null;

    /// <summary>How losses followed each other as they were heard.</summary>
    public LossRuns Runs => _runs;

    /// <summary>What the jitter buffer did.</summary>
    public JitterCounters Counters => _playout?.Buffer.Counters ?? default;

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

    /// <summary>The delay that the jitter buffer adds now.</summary>
    public TimeSpan Delay => _playout?.Buffer.CurrentDelay ?? TimeSpan.Zero;

    /// <summary>The delay that the jitter buffer aims at.</summary>
    public TimeSpan TargetDelay => _playout?.Buffer.TargetDelay ?? TimeSpan.Zero;

    /// <summary>The rate to decode at in a room of the given rate.</summary>
    public int SampleRateFor(int roomRate) => _playout?.Codec.SampleRateFor(roomRate) ?? 8000;

    /// <summary>The far end began a new stream.</summary>
    public void Restart() => _playout?.Reset();

    /// <summary>Takes a packet; false when its payload is of no use.</summary>
    public bool Insert(in RtpPacket packet, AudioFormat format, TimeSpan now)
    {
        if (format.Codec.IsTelephoneEvent)
        {
            _playout?.InsertPlaceholder(packet.SequenceNumber, packet.Timestamp, now);
            return true;
        }

        if (format.Codec.IsComfortNoise)
        {
            _playout?.InsertComfortNoise(packet.SequenceNumber, packet.Timestamp, packet.Payload, now);
            return true;
        }

        return PlayoutFor(format.Codec) is { } playout
            && playout.Insert(packet.SequenceNumber, packet.Timestamp, packet.Payload, now) != InsertVerdict.TooLong;
    }

    /// <summary>Fills 20 ms.</summary>
    public SourceFrame Read(Span<short> samples, int sampleRate, TimeSpan now)
    {
        // The codec may have changed since the mix asked for the rate.
        if (_playout is null || !_playout.Codec.SampleRates.Contains(sampleRate))
        {
            samples.Clear();
            return SourceFrame.Silence;
        }

        var frame = _playout.Read(samples, sampleRate, now);
        if (frame != SourceFrame.Silence)
        {
            _runs.Add(frame == SourceFrame.Concealed);
        }

        return frame;
    }

    /// <summary>Lets 20 ms pass without decoding.</summary>
    public void Skip(TimeSpan now) => _playout?.Skip(now);

    public void Dispose() => _playout?.Dispose();

    private AudioPlayout? PlayoutFor(AudioEncoding encoding)
    {
        if (_playout is { } playout && encoding.ClockRate == playout.Codec.RtpClockRate
            && encoding.Name.Equals(playout.Codec.EncodingName, StringComparison.OrdinalIgnoreCase))
        {
            return playout;
        }

        if (!AudioCodec.TryFind(encoding.Name, encoding.ClockRate, out var codec))
        {
            return null;
        }

        _concealedBefore += Milliseconds(Counters.ConcealedTicks);
        _playedBefore += Milliseconds(Counters.PlayedTicks);
        _playout?.Dispose();
        return _playout = new AudioPlayout(codec, JitterBufferOptions.Default);
    }

    private long Milliseconds(long ticks) => _playout is null ? 0 : ticks * 1000 / _playout.Codec.RtpClockRate;
}
