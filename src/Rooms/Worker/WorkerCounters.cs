namespace Switchroom.Rooms.Worker;

/// <summary>What a worker counted since its start. Written by its owner; other threads may read, a little late.</summary>
public sealed class WorkerCounters
{
    /// <summary>Datagrams from no known peer or leg, dropped.</summary>
    public long Unroutable { get; internal set; }

    /// <summary>Media packets received from publishers.</summary>
    public long PacketsReceived { get; internal set; }

    /// <summary>Media packets forwarded, each subscriber counted.</summary>
    public long PacketsForwarded { get; internal set; }

    /// <summary>Packets sent again on request.</summary>
    public long PacketsResent { get; internal set; }

    /// <summary>Mix ticks done later than their time.</summary>
    public long LateTicks { get; internal set; }

    /// <summary>Mix ticks left out because too many were due at once.</summary>
    public long SkippedTicks { get; internal set; }

    /// <summary>Defects of ours that showed as exceptions and were kept from the others (<see cref="FaultContained"/>).</summary>
    public long Faults { get; internal set; }
}
