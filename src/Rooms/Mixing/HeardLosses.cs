using Switchroom.Rtp.Quality;

namespace Switchroom.Rooms.Mixing;

/// <summary>How losses followed each other as they were heard, in steps of 20 ms whatever the packets are long.</summary>
internal sealed class HeardLosses
{
    /// <summary>Milliseconds in a step.</summary>
    public const int StepMilliseconds = 20;

    private const long StepTicks = StepMilliseconds * TimeSpan.TicksPerMillisecond;

    private LossRuns _runs;
    private LossPeriods _periods;
    private long _heard;
    private long _lost;

    /// <summary>For the burst ratio of G.107.</summary>
    public LossRuns Runs => _runs;

    /// <summary>For the bursts and gaps of RFC 3611.</summary>
    public LossPeriods Periods => _periods;

    /// <summary>Counts sound that was played, or made up for what was lost.</summary>
    public void Add(bool lost, TimeSpan duration)
    {
        // One piece or several are a step; it is lost when half of it is.
        for (var left = duration.Ticks; left > 0;)
        {
            var piece = Math.Min(left, StepTicks - _heard);
            left -= piece;
            _heard += piece;
            _lost += lost ? piece : 0;
            if (_heard == StepTicks)
            {
                _runs.Add(2 * _lost >= StepTicks);
                _periods.Add(2 * _lost >= StepTicks);
                (_heard, _lost) = (0, 0);
            }
        }
    }
}
