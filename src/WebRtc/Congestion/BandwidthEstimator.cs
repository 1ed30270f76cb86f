using Switchroom.Rtp.Rtcp;

namespace Switchroom.WebRtc.Congestion;

/// <summary>
/// How much the path to a peer carries, estimated by the sender from transport-wide feedback: the trend of the delay, loss, and short probes. Pure: told what
/// was sent, what the feedback says, and the time.
/// </summary>
internal sealed class BandwidthEstimator(long startBitrate)
{
    /// <summary>The estimate never falls below what one voice and a thumbnail need.</summary>
    internal const long MinBitrate = 60_000;

    /// <summary>Nor rises above this.</summary>
    internal const long MaxBitrate = 100_000_000;

    /// <summary>What the delay said so long ago is no longer so: the queue that it was about has drained.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(1);

    private readonly SentPacketLog _log = new();
    private readonly ReceivedRate _received = new();
    private readonly DelayBasedRate _delayBased = new(startBitrate);
    private readonly LossBasedLimit _lossLimit = new();
    private readonly ProbeSchedule _probes = new();
    private PacketGroups _groups = new();
    private DelayTrend _trend = new();
    private TimeSpan? _mediaAt;
    private long? _receiverLimit;
    private TimeSpan _roundTrip = TimeSpan.FromMilliseconds(100);

    /// <summary>Bits per second for everything that is sent.</summary>
    internal long TargetBitrate { get; private set; } = startBitrate;

    /// <summary>What the owner would send if it could; probes look for as much.</summary>
    internal long DesiredBitrate { get; set; }

    internal bool HasFeedback { get; private set; }

    /// <summary>Loss in the last judged interval, 0..1.</summary>
    internal double LossFraction => _lossLimit.Fraction;

    /// <summary>When padding is due, or <see cref="HandleDeadline"/> starts a probe: without media there is no feedback that would.</summary>
    internal TimeSpan? NextDeadline => _probes.NextDeadline ?? _probes.StartsAt(TargetBitrate, Wanted, _delayBased.DecreasedAt);

    private double Wanted => Math.Min(DesiredBitrate, _receiverLimit ?? MaxBitrate);

    /// <summary>A packet left under a transport-wide number.</summary>
    internal void HandleSent(ushort sequence, int bytes, TimeSpan now) => _log.Add(sequence, bytes, now, _probes.Send(bytes, now));

    internal void HandleFeedback(in TransportFeedback feedback, TimeSpan now)
    {
        HasFeedback = true;
        foreach (var status in feedback)
        {
            if (!_log.TryTake(status.Sequence, out var sent))
            {
                continue;
            }

            _lossLimit.Count(status.IsReceived);
            if (status.IsReceived)
            {
                HandleArrival(sent, new TimeSpan(status.Arrival * TransportFeedback.MicrosecondsPerUnit * TimeSpan.TicksPerMicrosecond), now);
            }
        }

        Update(now);
    }

    internal void HandleDeadline(TimeSpan now) => _probes.Update(TargetBitrate, Wanted, _delayBased.DecreasedAt, now);

    /// <summary>The peer's own estimate (REMB) bounds ours.</summary>
    internal void HandleReceiverEstimate(long bitsPerSecond) => _receiverLimit = Math.Max(MinBitrate, bitsPerSecond);

    /// <summary>Whether a padding packet is to be sent for a probe now, and how large.</summary>
    internal bool TryTakeProbe(TimeSpan now, out int bytes)
    {
        bytes = 255;
        return _probes.IsPaddingDue(now);
    }

    /// <summary>Nothing can carry padding.</summary>
    internal void CancelProbe() => _probes.Cancel();

    private void HandleArrival(in SentPacketLog.Entry sent, TimeSpan arrivedAt, TimeSpan now)
    {
        _received.Add(arrivedAt, sent.Bytes);
        _roundTrip = (_roundTrip * 0.9) + ((now - sent.SentAt) * 0.1);
        if (sent.Probe != 0)
        {
            // A probe queues by intent: its own delay says nothing of what is sent otherwise.
            _probes.Arrive(sent.Probe, sent.SentAt, arrivedAt, sent.Bytes);
        }
        else
        {
            _mediaAt = now;
            FollowDelay(sent, arrivedAt);
        }
    }

    private void FollowDelay(in SentPacketLog.Entry sent, TimeSpan arrivedAt)
    {
        if (_groups.TryAdd(sent.SentAt, arrivedAt, out var sendDelta, out var arrivalDelta))
        {
            _trend.Add(sendDelta, arrivalDelta, arrivedAt);
        }
    }

    private void Update(TimeSpan now)
    {
        if (now - _mediaAt > Stale)
        {
            // Where all is paused only probes arrive, which say nothing of the delay: the last word on it would hold for ever.
            (_groups, _trend, _mediaAt) = (new PacketGroups(), new DelayTrend(), null);
        }

        _delayBased.Update(_trend.Usage, _received.BitsPerSecond, _roundTrip, now);
        if (_probes.TakeResult(DesiredBitrate, now) is { } found && _trend.Usage != PathUsage.Overuse)
        {
            if (found > _delayBased.BitsPerSecond)
            {
                _delayBased.Raise(found, now);
            }

            // Also where the delay alone would allow more: loss may be what holds the estimate down.
            _lossLimit.Lift(found);
        }

        _lossLimit.Update(TargetBitrate, now);
        var bitrate = Math.Min(_delayBased.BitsPerSecond, _lossLimit.BitsPerSecond);
        TargetBitrate = (long)Math.Clamp(Math.Min(bitrate, _receiverLimit ?? MaxBitrate), MinBitrate, MaxBitrate);
        _delayBased.Clamp(MinBitrate, MaxBitrate);
        HandleDeadline(now);
    }
}
