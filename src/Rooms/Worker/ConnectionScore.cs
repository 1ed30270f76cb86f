namespace Switchroom.Rooms.Worker;

/// <summary>How good a participant's connections are, by what is lost on them.</summary>
internal sealed class ConnectionScore
{
    private double _worstLoss;
    private long _lastPackets;
    private long _lastLost;

    /// <summary>Null until its connections were judged while they were up: one that is still connecting has not lost contact.</summary>
    public ConnectionQuality? Told { get; private set; }

    /// <summary>A report of the participant's receiver.</summary>
    public void ReportedLoss(double fraction) => _worstLoss = Math.Max(_worstLoss, fraction);

    /// <summary>All packets of the participant that came, and that did not, since the start.</summary>
    public void Received(long packets, long lost)
    {
        var (came, missed) = (packets - _lastPackets, lost - _lastLost);
        (_lastPackets, _lastLost) = (packets, lost);
        if (came > 0 && missed > 0)
        {
            ReportedLoss(missed / (double)(came + missed));
        }
    }

    /// <summary>Ends an interval; true when the words changed.</summary>
    public bool Judge(bool isConnected, out ConnectionQuality quality, out float score)
    {
        // Opinion falls about a point for each 5 % lost with concealment and retransmission at work.
        score = isConnected ? (float)Math.Clamp(4.5 - (_worstLoss * 20), 1, 4.5) : 0;
        quality = (isConnected, _worstLoss) switch
        {
            (false, _) => ConnectionQuality.Lost,
            (_, < 0.03) => ConnectionQuality.Excellent,
            (_, < 0.08) => ConnectionQuality.Good,
            _ => ConnectionQuality.Poor,
        };
        _worstLoss = 0;
        if (Told is null && !isConnected)
        {
            return false;
        }

        var changed = quality != Told;
        Told = quality;
        return changed;
    }
}
