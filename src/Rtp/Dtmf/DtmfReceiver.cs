namespace Switchroom.Rtp.Dtmf;

/// <summary>
/// Reads keys from telephone events (RFC 4733 section 2.5.2). A key is told by its timestamp, so repeated packets, lost beginnings, lost ends and
/// senders that set no marker all give one key each.
/// </summary>
/// <param name="clockRate">RTP ticks a second of the telephone-event format.</param>
public sealed class DtmfReceiver(int clockRate)
{
    /// <summary>A key without end packet is taken as ended when nothing of it came for so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>Packets are overtaken by no more than this: what is older by its timestamp later on is of a sender that began anew.</summary>
    private static readonly TimeSpan MostReordering = TimeSpan.FromSeconds(1);

    private TelephoneEvent _current;
    private uint _timestamp;
    private uint _firstTimestamp;
    private long _before;
    private TimeSpan _lastPacket;
    private bool _isDown;
    private bool _hasAny;

    /// <summary>When <see cref="HandleDeadline"/> wants to be called; null while no key is down.</summary>
    public TimeSpan? NextDeadline => _isDown ? _lastPacket + Patience : null;

    /// <summary>Takes a packet.</summary>
    /// <param name="telephoneEvent">Its payload.</param>
    /// <param name="timestamp">Its RTP timestamp.</param>
    /// <param name="marker">Its marker bit.</param>
    /// <param name="now">The time.</param>
    /// <param name="ended">The key that ended with it, if one did.</param>
    /// <returns>Whether a key ended.</returns>
    public bool Handle(TelephoneEvent telephoneEvent, uint timestamp, bool marker, TimeSpan now, out ReceivedKey ended)
    {
        ended = default;
        if (telephoneEvent.Key is null || (_hasAny && now - _lastPacket < MostReordering && (int)(timestamp - _timestamp) < 0 && (int)(timestamp - _firstTimestamp) > -60 * clockRate))
        {
            return false;
        }

        var isOld = _hasAny && timestamp == _timestamp;
        if (isOld && !_isDown)
        {
            return false;
        }

        var told = false;
        if (!isOld && !(_isDown && Continues(telephoneEvent, timestamp, marker)))
        {
            // The end of the key before was lost.
            told = _isDown;
            ended = told ? Key() : default;
            (_firstTimestamp, _before) = (timestamp, 0);
        }

        _current = isOld && telephoneEvent.Duration < _current.Duration ? telephoneEvent with { Duration = _current.Duration } : telephoneEvent;
        (_timestamp, _lastPacket, _hasAny, _isDown) = (timestamp, now, true, !telephoneEvent.End);
        if (telephoneEvent.End && !told)
        {
            ended = Key();
            return true;
        }

        // Two keys at once: the lost end is told now, and this one when it times out.
        _isDown |= told;
        return told;
    }

    /// <summary>Ends a key whose packets stopped coming.</summary>
    public bool HandleDeadline(TimeSpan now, out ReceivedKey ended)
    {
        ended = default;
        if (!_isDown || now - _lastPacket < Patience)
        {
            return false;
        }

        _isDown = false;
        ended = Key();
        return true;
    }

    // Another timestamp continues the key as its next segment, or when the sender wrongly moves the timestamp on with the duration.
    private bool Continues(TelephoneEvent next, uint timestamp, bool marker)
    {
        if (marker || next.Event != _current.Event)
        {
            return false;
        }

        if (_current.Duration == ushort.MaxValue && timestamp == _timestamp + ushort.MaxValue)
        {
            _before += ushort.MaxValue;
            return true;
        }

        return next.Duration > _current.Duration && timestamp - _timestamp < clockRate / 2;
    }

    private ReceivedKey Key() => new(_current.Key!.Value, TimeSpan.FromSeconds((double)(_before + _current.Duration) / clockRate));
}
