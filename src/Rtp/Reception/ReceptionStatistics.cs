using Switchroom.Rtp.Rtcp;

namespace Switchroom.Rtp.Reception;

/// <summary>What a receiver counts of one source (RFC 3550 appendices A.1, A.3 and A.8).</summary>
/// <param name="source">The source.</param>
/// <param name="clockRate">RTP ticks a second.</param>
public sealed class ReceptionStatistics(Ssrc source, int clockRate)
{
    /// <summary>A greater step forward is a stray.</summary>
    public const int MaxDropout = 3000;

    /// <summary>A greater step back is a stray.</summary>
    public const int MaxMisorder = 100;

    private const long FirstCycle = 0x1_0000;

    private SeenSequences _seen;
    private long _base = -1;
    private long _highest;
    private int _strayNext = -1;
    private double _jitter;
    private double _lastTransit;
    private bool _hasTransit;
    private long _expectedBefore;
    private long _expectedPrior;
    private long _receivedPrior;
    private uint _lastSenderReport;
    private TimeSpan _senderReportArrival;

    /// <summary>The source.</summary>
    public Ssrc Source { get; } = source;

    /// <summary>RTP ticks a second.</summary>
    public int ClockRate { get; private set; } = clockRate;

    /// <summary>Packets received, without duplicates and strays.</summary>
    public long Received { get; private set; }

    /// <summary>Packets received again.</summary>
    public long Duplicates { get; private set; }

    /// <summary>Packets out of order.</summary>
    public long Reordered { get; private set; }

    /// <summary>Times the sender began a new sequence.</summary>
    public int Restarts { get; private set; }

    /// <summary>Packets expected by their sequence numbers, restarts left out.</summary>
    public long Expected => _base < 0 ? _expectedBefore : _expectedBefore + _highest - _base + 1;

    /// <summary>Packets lost so far.</summary>
    public long Lost => Expected - Received;

    /// <summary>Interarrival jitter.</summary>
    public TimeSpan Jitter => TimeSpan.FromSeconds(_jitter / ClockRate);

    /// <summary>Counts a packet.</summary>
    /// <param name="sequence">Its sequence number.</param>
    /// <param name="timestamp">Its timestamp.</param>
    /// <param name="now">When it arrived.</param>
    /// <param name="isTimed">False for telephone events, whose timestamps stand still and would look like jitter.</param>
    public SequenceVerdict OnPacket(ushort sequence, uint timestamp, TimeSpan now, bool isTimed = true)
    {
        var verdict = Place(sequence);
        switch (verdict)
        {
            case SequenceVerdict.Duplicate: Duplicates++; return verdict;
            case SequenceVerdict.Stray: return verdict;
            case SequenceVerdict.Late: Reordered++; break;
        }

        Received++;
        if (isTimed)
        {
            UpdateJitter(timestamp, now, fresh: verdict == SequenceVerdict.Restarted);
        }

        return verdict;
    }

    /// <summary>The source goes on at another clock rate, as with another codec (RFC 7160): what was counted holds, and jitter goes on in its ticks.</summary>
    public void ChangeClock(int rate)
    {
        _jitter *= (double)rate / ClockRate;
        ClockRate = rate;
        _hasTransit = false;
    }

    /// <summary>Remembers the time of a sender report, for <see cref="Report"/>.</summary>
    public void OnSenderReport(in SenderReport report, TimeSpan now)
    {
        _lastSenderReport = report.MiddleNtpTime;
        _senderReportArrival = now;
    }

    /// <summary>The report block for this source; the fraction lost counts from the block before.</summary>
    public ReportBlock Report(TimeSpan now)
    {
        var (expected, received) = (Expected - _expectedPrior, Received - _receivedPrior);
        (_expectedPrior, _receivedPrior) = (Expected, Received);
        var lost = expected - received;
        var fraction = expected <= 0 || lost <= 0 ? 0 : Math.Min(255, (lost << 8) / expected);
        var delay = _lastSenderReport == 0 ? 0 : (uint)((now - _senderReportArrival).TotalSeconds * 65536);
        return new ReportBlock(Source, (byte)fraction, (int)Math.Clamp(Lost, -0x80_0000, 0x7f_ffff), (uint)(_highest - FirstCycle), (uint)_jitter, _lastSenderReport)
        {
            DelaySinceLastSenderReport = delay,
        };
    }

    private SequenceVerdict Place(ushort sequence)
    {
        if (_base < 0)
        {
            Restart(sequence);
            return SequenceVerdict.Newer;
        }

        var step = (short)(sequence - (ushort)_highest);
        if (step is > MaxDropout or < -MaxMisorder)
        {
            if (sequence != _strayNext)
            {
                _strayNext = (ushort)(sequence + 1);
                return SequenceVerdict.Stray;
            }

            _expectedBefore = Expected;
            Restarts++;
            Restart(sequence);
            return SequenceVerdict.Restarted;
        }

        _strayNext = -1;
        var extended = _highest + step;
        if (extended < _base)
        {
            // Sent before the first packet we saw: the base moves, so that it is not counted as a gain.
            _base = extended;
        }

        if (!_seen.Add(extended, _highest))
        {
            return SequenceVerdict.Duplicate;
        }

        _highest = Math.Max(_highest, extended);
        return step > 0 ? SequenceVerdict.Newer : SequenceVerdict.Late;
    }

    private void Restart(ushort sequence)
    {
        // One cycle up, so that packets from just before the first have room below it.
        _base = _highest = sequence + FirstCycle;
        _strayNext = -1;
        _seen.Clear();
        _seen.Add(_highest, _highest);
    }

    private void UpdateJitter(uint timestamp, TimeSpan now, bool fresh)
    {
        // The transit is kept modulo 2^32 ticks: clocks of sender and receiver have no common zero.
        var arrival = now.Ticks * (double)ClockRate / TimeSpan.TicksPerSecond;
        var transit = arrival - timestamp;
        if (_hasTransit && !fresh)
        {
            var difference = Math.Abs(Math.IEEERemainder(transit - _lastTransit, 4294967296.0));
            // A timestamp that jumps by seconds is a new time base, not jitter.
            if (difference < 2.0 * ClockRate)
            {
                _jitter += (difference - _jitter) / 16;
            }
        }

        _lastTransit = transit;
        _hasTransit = true;
    }
}
