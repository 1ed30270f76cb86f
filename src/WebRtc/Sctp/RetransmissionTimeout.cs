namespace Switchroom.WebRtc.Sctp;

/// <summary>The retransmission timeout (RFC 9260 section 6.3.1), with bounds that suit interactive data.</summary>
internal sealed class RetransmissionTimeout
{
    private static readonly TimeSpan Initial = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private TimeSpan _smoothed;
    private TimeSpan _variation;
    private bool _measured;

    internal TimeSpan Value { get; private set; } = Initial;

    internal void Measure(TimeSpan roundTrip)
    {
        if (!_measured)
        {
            _smoothed = roundTrip;
            _variation = roundTrip / 2;
            _measured = true;
        }
        else
        {
            _variation = (_variation * 0.75) + ((_smoothed - roundTrip).Duration() * 0.25);
            _smoothed = (_smoothed * 0.875) + (roundTrip * 0.125);
        }

        Value = Clamp(_smoothed + (_variation * 4));
    }

    /// <summary>Doubles after an expiry.</summary>
    internal void BackOff() => Value = Clamp(Value * 2);

    private static TimeSpan Clamp(TimeSpan value) => value < Shortest ? Shortest : value > Longest ? Longest : value;
}
