namespace Switchroom.Server.Network;

/// <summary>What a worker thread counted since its start; written by the thread, read by any.</summary>
internal sealed class MediaThreadCounters
{
    /// <summary>Later than this counts as late: half a packet time.</summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromMilliseconds(10);

    public long DatagramsReceived { get; set; }

    public long DatagramsSent { get; set; }

    /// <summary>Exceptions that the worker did not contain, each of which closed its rooms.</summary>
    public long Faults { get; set; }

    /// <summary>Deadlines handled.</summary>
    public long Deadlines { get; private set; }

    /// <summary>Deadlines handled later than <see cref="LateAfter"/>.</summary>
    public long LateDeadlines { get; private set; }

    /// <summary>The latest ever.</summary>
    public TimeSpan WorstLateness { get; private set; }

    public void CountDeadline(TimeSpan lateness)
    {
        Deadlines++;
        LateDeadlines += lateness > LateAfter ? 1 : 0;
        WorstLateness = lateness > WorstLateness ? lateness : WorstLateness;
    }
}
