namespace Switchroom.WebRtc.Media;

/// <summary>What reports say of a received stream (RFC 3550 section 6.4.1 and appendix A.3).</summary>
internal sealed class StreamStatistics(int clockRate)
{
    private uint _baseSequence;
    private uint _highest;
    private long _expectedPrior;
    private long _receivedPrior;
    private uint _lastTransit;
    private bool _started;

    /// <summary>Highest sequence number with its cycles.</summary>
    internal uint ExtendedHighest => _highest;

    internal long Received { get; private set; }

    internal double Jitter { get; private set; }

    internal long Expected => _started ? (long)_highest - _baseSequence + 1 : 0;

    internal long Lost => Expected - Received;

    /// <summary>Counts a packet and returns its extended sequence number.</summary>
    internal uint Count(ushort sequenceNumber, uint timestamp, TimeSpan now, bool retransmission)
    {
        if (!_started)
        {
            // A cycle below zero leaves room for packets from before the first.
            _highest = 0x10000u + sequenceNumber;
            _baseSequence = _highest;
            _started = true;
            _lastTransit = Transit(timestamp, now);
        }

        var extended = _highest + (uint)(short)(sequenceNumber - (ushort)_highest);
        if ((int)(extended - _highest) > 0)
        {
            _highest = extended;
        }

        Received++;
        if (!retransmission)
        {
            var transit = Transit(timestamp, now);
            var difference = Math.Abs((int)(transit - _lastTransit));
            _lastTransit = transit;

            // A source that jumps (a new clock after a switch) is not jitter.
            if (difference < clockRate)
            {
                Jitter += (difference - Jitter) / 16;
            }
        }

        return extended;
    }

    /// <summary>The fraction lost since the last call, as the report's eight bits.</summary>
    internal byte TakeFractionLost()
    {
        var expected = Expected - _expectedPrior;
        var received = Received - _receivedPrior;
        _expectedPrior = Expected;
        _receivedPrior = Received;
        var lost = expected - received;
        return expected <= 0 || lost <= 0 ? (byte)0 : (byte)Math.Min(255, (lost << 8) / expected);
    }

    private uint Transit(uint timestamp, TimeSpan now) => (uint)(long)(now.TotalSeconds * clockRate) - timestamp;
}
