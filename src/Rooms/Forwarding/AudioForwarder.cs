namespace Switchroom.Rooms.Forwarding;

/// <summary>
/// Decides for one subscriber what becomes of each packet of a sound: all are sent, padding leaves no gap, and a sound that goes on in another stream goes on
/// in the same numbers.
/// </summary>
internal sealed class AudioForwarder
{
    private readonly CounterRewriter _sequence = new(16);
    private readonly TimestampRewriter _timestamps = new();
    private LayerClock? _source;

    /// <summary>True: nothing is sent.</summary>
    public bool IsPaused { get; set; }

    /// <summary>What a timestamp of the present stream is for the subscriber.</summary>
    public uint TimestampOf(uint timestamp) => _timestamps.Peek(timestamp);

    /// <param name="sequenceNumber">Its place in its stream.</param>
    /// <param name="timestamp">Its media time in its stream.</param>
    /// <param name="isPadding">Nothing is in it, or nothing that is to be heard.</param>
    /// <param name="source">The clock of its stream, the same object for the same stream.</param>
    /// <param name="arrivedAt">When it came.</param>
    public ForwardingDecision Decide(ushort sequenceNumber, uint timestamp, bool isPadding, LayerClock source, TimeSpan arrivedAt)
    {
        if (!ReferenceEquals(source, _source))
        {
            // Another stream begins anywhere: by its numbers most of it could pass for late.
            _source = source;
            _sequence.SwitchTo(sequenceNumber);
            _timestamps.SwitchTo(source, timestamp, arrivedAt);
        }

        if (IsPaused || isPadding)
        {
            _sequence.Drop(sequenceNumber);
            return ForwardingDecision.Dropped(IsPaused ? DropReason.Paused : DropReason.Padding);
        }

        return _sequence.TryMap(sequenceNumber, out var mapped)
            ? new ForwardingDecision(DropReason.None, (ushort)mapped, _timestamps.Map(timestamp, arrivedAt))
            : ForwardingDecision.Dropped(DropReason.TooLate);
    }
}
