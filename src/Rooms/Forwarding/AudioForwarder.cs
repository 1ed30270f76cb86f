namespace Switchroom.Rooms.Forwarding;

/// <summary>Decides for one subscriber what becomes of each packet of a sound: all are sent, and padding leaves no gap.</summary>
internal sealed class AudioForwarder
{
    private readonly CounterRewriter _sequence = new(16);
    private bool _started;

    /// <summary>True: nothing is sent.</summary>
    public bool IsPaused { get; set; }

    public ForwardingDecision Decide(ushort sequenceNumber, uint timestamp, bool isPadding)
    {
        if (!_started)
        {
            _sequence.SwitchTo(sequenceNumber);
            _started = true;
        }

        if (IsPaused || isPadding)
        {
            _sequence.Drop(sequenceNumber);
            return ForwardingDecision.Dropped(IsPaused ? DropReason.Paused : DropReason.Padding);
        }

        return _sequence.TryMap(sequenceNumber, out var mapped)
            ? new ForwardingDecision(DropReason.None, (ushort)mapped, timestamp)
            : ForwardingDecision.Dropped(DropReason.TooLate);
    }
}
