namespace Switchroom.WebRtc.Congestion;

/// <summary>
/// Whether the one-way delay rises: the slope of a line through the smoothed delays of the last bursts, against a threshold that adapts to the path's own
/// noise (the trendline form of draft-ietf-rmcat-gcc-02 section 4.2 to 4.4).
/// </summary>
internal sealed class DelayTrend
{
    private const int Window = 20;
    private const double Smoothing = 0.9;
    private const double Gain = 4;
    private const double ThresholdUp = 0.0087;
    private const double ThresholdDown = 0.039;
    private const double LongestOverMs = 10;

    private readonly Queue<(double AtMs, double DelayMs)> _points = new();
    private double _firstArrivalMs = -1;
    private double _accumulated;
    private double _smoothed;
    private int _count;
    private double _threshold = 12.5;
    private double _lastUpdateMs = -1;
    private double _overMs = -1;
    private int _overCount;
    private double _previousSlope;

    internal PathUsage Usage { get; private set; }

    internal void Add(TimeSpan sendDelta, TimeSpan arrivalDelta, TimeSpan arrivedAt)
    {
        var atMs = arrivedAt.TotalMilliseconds;
        _firstArrivalMs = _firstArrivalMs < 0 ? atMs : _firstArrivalMs;
        _count = Math.Min(_count + 1, 1000);
        _accumulated += (arrivalDelta - sendDelta).TotalMilliseconds;
        _smoothed = (Smoothing * _smoothed) + ((1 - Smoothing) * _accumulated);
        _points.Enqueue((atMs - _firstArrivalMs, _smoothed));
        if (_points.Count > Window)
        {
            _points.Dequeue();
        }

        var slope = _points.Count == Window ? Slope() : 0;
        Detect(slope, sendDelta.TotalMilliseconds, atMs);
        _previousSlope = slope;
    }

    private double Slope()
    {
        double sumX = 0, sumY = 0;
        foreach (var (x, y) in _points)
        {
            sumX += x;
            sumY += y;
        }

        double averageX = sumX / _points.Count, averageY = sumY / _points.Count, numerator = 0, denominator = 0;
        foreach (var (x, y) in _points)
        {
            numerator += (x - averageX) * (y - averageY);
            denominator += (x - averageX) * (x - averageX);
        }

        return denominator > 0 ? numerator / denominator : 0;
    }

    private void Detect(double slope, double sendDeltaMs, double atMs)
    {
        var trend = Math.Min(_count, 60) * slope * Gain;
        if (trend > _threshold)
        {
            _overMs = _overMs < 0 ? sendDeltaMs / 2 : _overMs + sendDeltaMs;
            _overCount++;
            if (_overMs > LongestOverMs && _overCount > 1 && slope >= _previousSlope)
            {
                _overMs = 0;
                _overCount = 0;
                Usage = PathUsage.Overuse;
            }
        }
        else
        {
            _overMs = -1;
            _overCount = 0;
            Usage = trend < -_threshold ? PathUsage.Underuse : PathUsage.Normal;
        }

        Adapt(Math.Abs(trend), atMs);
    }

    private void Adapt(double trend, double atMs)
    {
        _lastUpdateMs = _lastUpdateMs < 0 ? atMs : _lastUpdateMs;

        // A sudden large delay is a burst, not the path's noise.
        if (trend <= _threshold + 15)
        {
            var gain = trend < _threshold ? ThresholdDown : ThresholdUp;
            var elapsed = Math.Min(atMs - _lastUpdateMs, 100);
            _threshold = Math.Clamp(_threshold + (gain * (trend - _threshold) * elapsed), 6, 600);
        }

        _lastUpdateMs = atMs;
    }
}
