namespace Switchroom.Rtp.Quality;

/// <summary>
/// Bursts and gaps of loss (RFC 3611 section 4.7.2), counted step by step from the sound as it was played. A burst begins and ends with a loss, and within it
/// fewer than <see cref="MinGap"/> steps in a row are there; all else is gaps, losses that stand alone included.
/// </summary>
public struct LossPeriods
{
    /// <summary>Steps without a loss that part two losses (Gmin); the RFC recommends 16.</summary>
    public const int MinGap = 16;

    private Period _bursts;
    private Period _gaps;
    private long _gapSteps;
    private long _burstSteps;
    private long _burstLosses;
    private long _sinceLoss;

    /// <summary>All bursts.</summary>
    public readonly Period Bursts => Closed()._bursts;

    /// <summary>All gaps.</summary>
    public readonly Period Gaps => Closed()._gaps;

    /// <summary>Counts one step of playing.</summary>
    public void Add(bool lost)
    {
        if (!lost)
        {
            _sinceLoss++;
            return;
        }

        if (_burstLosses > 0 && _sinceLoss < MinGap)
        {
            _burstSteps += _sinceLoss;
        }
        else
        {
            EndBurst();
            _gapSteps += _sinceLoss;
        }

        (_burstSteps, _burstLosses, _sinceLoss) = (_burstSteps + 1, _burstLosses + 1, 0);
    }

    private readonly LossPeriods Closed()
    {
        var closed = this;
        closed.EndBurst();
        closed._gapSteps += _sinceLoss;
        closed.EndGap();
        return closed;
    }

    private void EndBurst()
    {
        if (_burstLosses > 1)
        {
            EndGap();
            _bursts = new Period(_bursts.Count + 1, _bursts.Steps + _burstSteps, _bursts.Losses + _burstLosses);
        }
        else
        {
            _gapSteps += _burstSteps;
            _gaps = _gaps with { Losses = _gaps.Losses + _burstLosses };
        }

        (_burstSteps, _burstLosses) = (0, 0);
    }

    private void EndGap()
    {
        if (_gapSteps > 0)
        {
            _gaps = _gaps with { Count = _gaps.Count + 1, Steps = _gaps.Steps + _gapSteps };
            _gapSteps = 0;
        }
    }

    /// <summary>Bursts, or gaps, all together.</summary>
    /// <param name="Count">How many.</param>
    /// <param name="Steps">Their length in all.</param>
    /// <param name="Losses">Steps lost in them.</param>
    public readonly record struct Period(long Count, long Steps, long Losses)
    {
        /// <summary>Share of the steps that were lost, 0 to 1.</summary>
        public double Density => Steps == 0 ? 0 : (double)Losses / Steps;

        /// <summary>Mean length, in steps.</summary>
        public double MeanSteps => Count == 0 ? 0 : (double)Steps / Count;
    }
}
