namespace Switchroom.Rtp.Quality;

/// <summary>How losses follow each other, for the burst ratio of G.107: a two-state chain counted from the sound as it was played.</summary>
public struct LossRuns
{
    private long _total;
    private long _lost;
    private long _runs;
    private bool _wasLost;

    /// <summary>Share of steps lost, 0 to 1.</summary>
    public readonly double Loss => _total == 0 ? 0 : (double)_lost / _total;

    /// <summary>Mean length of runs of loss over that expected if losses were independent; at least 1.</summary>
    public readonly double BurstRatio => _runs == 0 ? 1 : Math.Max(1, (double)_lost / _runs * (1 - Loss));

    /// <summary>Counts one step of playing.</summary>
    public void Add(bool lost)
    {
        _total++;
        _lost += lost ? 1 : 0;
        _runs += lost && !_wasLost ? 1 : 0;
        _wasLost = lost;
    }
}
