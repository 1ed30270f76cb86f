using Switchroom.Rtp;
using Switchroom.Rtp.Rtcp;
using Switchroom.WebRtc.Congestion;

namespace Switchroom.WebRtc.Tests.Congestion;

/// <summary>A video sender that always sends its estimate, over a <see cref="SimulatedBottleneck"/>, with feedback every 80 ms.</summary>
internal sealed class SimulatedSender
{
    private const int PacketBytes = 1100;
    private readonly SimulatedBottleneck _path;
    private readonly SortedDictionary<ushort, long> _arrived = [];
    private readonly Queue<(TimeSpan At, byte[] Feedback)> _feedback = new();
    private TimeSpan _nextSend;
    private TimeSpan _nextFeedback;
    private ushort _sequence;
    private ushort _reported;
    private byte _count;

    internal SimulatedSender(SimulatedBottleneck path, long start, TimeSpan startsAt = default)
    {
        _path = path;
        Estimator = new BandwidthEstimator(start) { DesiredBitrate = 20_000_000 };
        _nextSend = startsAt;
        _nextFeedback = startsAt + TimeSpan.FromMilliseconds(80);
        StartsAt = startsAt;
    }

    internal BandwidthEstimator Estimator { get; }

    internal TimeSpan StartsAt { get; }

    /// <summary>Sends, receives and reports what is due within this millisecond.</summary>
    internal void Step(TimeSpan now)
    {
        if (now < StartsAt)
        {
            return;
        }

        while (_nextSend <= now)
        {
            Send(PacketBytes, now);
            _nextSend += TimeSpan.FromSeconds(8.0 * PacketBytes / Estimator.TargetBitrate);
        }

        while (Estimator.TryTakeProbe(now, out _))
        {
            Send(ProbeCluster.PacketBytes, now);
        }

        if (_nextFeedback <= now)
        {
            _nextFeedback = now + TimeSpan.FromMilliseconds(80);
            Report(now);
        }

        while (_feedback.TryPeek(out var due) && due.At <= now)
        {
            _feedback.Dequeue();
            RtcpCompound.TryParse(due.Feedback, out var compound);
            foreach (var packet in compound)
            {
                Assert.True(TransportFeedback.TryRead(packet, out var feedback));
                Estimator.HandleFeedback(feedback, now);
            }
        }
    }

    private void Send(int bytes, TimeSpan now)
    {
        var sequence = _sequence++;
        Estimator.HandleSent(sequence, bytes, now);

        if (_path.Arrival(bytes, now) is { } at)
        {
            _arrived[sequence] = at.Ticks / 2500;
        }
    }

    private void Report(TimeSpan now)
    {
        var arrivals = new List<long>();
        var limit = now.Ticks / 2500;
        var last = _arrived.Where(entry => entry.Value <= limit).Select(entry => (int)(ushort)(entry.Key - _reported)).DefaultIfEmpty(-1).Max();
        for (var i = 0; i <= Math.Min(last, 900); i++)
        {
            var sequence = (ushort)(_reported + i);
            arrivals.Add(_arrived.Remove(sequence, out var at) ? at : TransportFeedbackWriter.NotReceived);
        }

        var buffer = new byte[1500];
        var writer = new RtcpWriter(buffer);
        if (arrivals.Count > 0 && TransportFeedbackWriter.TryWrite(
            ref writer, new Ssrc(1), new Ssrc(2), _count++, _reported, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(arrivals)))
        {
            _feedback.Enqueue((now + _path.Delay, buffer[..writer.Length]));
            _reported += (ushort)arrivals.Count;
        }
    }
}
