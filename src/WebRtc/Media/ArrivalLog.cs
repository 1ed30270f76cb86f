using Switchroom.Rtp;
using Switchroom.Rtp.Rtcp;

namespace Switchroom.WebRtc.Media;

/// <summary>Arrival times by transport-wide sequence number, until they are reported to the publisher (transport-wide congestion control).</summary>
internal sealed class ArrivalLog
{
    private const int Capacity = 1024;
    private const int ReportAt = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(80);

    private readonly long[] _arrivals = new long[Capacity];
    private ushort _base;
    private int _count;
    private byte _feedbackCount;
    private bool _started;

    internal ArrivalLog() => Array.Fill(_arrivals, TransportFeedbackWriter.NotReceived);

    /// <summary>When a report is due.</summary>
    internal TimeSpan? NextDeadline { get; private set; }

    internal void Add(ushort sequence, TimeSpan now)
    {
        if (!_started || (_count == 0 && (short)(sequence - _base) > Capacity / 2))
        {
            _started = true;
            _base = sequence;
        }

        var offset = (short)(sequence - _base);

        // What was reported as missing stays missing: senders take the first report.
        if (offset < 0)
        {
            return;
        }

        if (offset >= Capacity)
        {
            Restart(sequence);
            offset = 0;
        }

        _arrivals[offset] = now.Ticks / (TimeSpan.TicksPerMicrosecond * TransportFeedback.MicrosecondsPerUnit);
        _count = Math.Max(_count, offset + 1);
        var due = _count >= ReportAt ? now : now + Interval;
        NextDeadline = NextDeadline is { } earlier && earlier < due ? earlier : due;
    }

    /// <summary>Writes the report of everything since the last one.</summary>
    internal bool TryWrite(ref RtcpWriter writer, Ssrc sender, Ssrc media)
    {
        NextDeadline = null;
        if (_count == 0)
        {
            return false;
        }

        var written = TransportFeedbackWriter.TryWrite(ref writer, sender, media, _feedbackCount, _base, _arrivals.AsSpan(0, _count));
        _feedbackCount++;
        Restart((ushort)(_base + _count));
        return written;
    }

    private void Restart(ushort sequence)
    {
        _arrivals.AsSpan(0, _count).Fill(TransportFeedbackWriter.NotReceived);
        _base = sequence;
        _count = 0;
    }
}
