namespace Switchroom.Rooms.Phone;

/// <summary>How many packets a far end may send: more than any phone does, and far less than would cost other legs anything.</summary>
internal struct PacketBudget
{
    /// <summary>Packets a second: five times what packets of 20 ms need.</summary>
    public const int PerSecond = 250;

    /// <summary>Packets at once, as they come after an outage: five seconds of packets of 20 ms.</summary>
    public const int Burst = 250;

    private double _spent;
    private TimeSpan _at;

    /// <summary>Whether one more may be taken.</summary>
    public bool TrySpend(TimeSpan now)
    {
        _spent = Math.Max(0, _spent - ((now - _at).TotalSeconds * PerSecond));
        _at = now;
        if (_spent >= Burst)
        {
            return false;
        }

        _spent++;
        return true;
    }
}
