using Switchroom.Rtp.Rtcp;

namespace Switchroom.WebRtc.Congestion;

/// <summary>How much the path to a peer carries, from its transport-wide feedback.</summary>
internal sealed class BandwidthEstimator(long startBitrate)
{
    internal long TargetBitrate { get; private set; } = startBitrate;

    internal bool HasFeedback { get; private set; }

    internal TimeSpan? NextDeadline => null;

    internal void HandleSent(ushort sequence, int bytes, TimeSpan now)
    {
    }

    internal void HandleFeedback(in TransportFeedback feedback, TimeSpan now) => HasFeedback = true;

    internal void HandleReceiverEstimate(long bitsPerSecond)
    {
    }

    internal bool TryTakeProbe(TimeSpan now, out int bytes)
    {
        bytes = 0;
        return false;
    }
}
