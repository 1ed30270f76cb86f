namespace Switchroom.WebRtc.Congestion;

/// <summary>
/// Joins packets that left in one burst, and gives the change of delay from burst to burst: the packets of a burst queue behind each other, which says
/// nothing of the path.
/// </summary>
internal sealed class PacketGroups
{
    private static readonly TimeSpan BurstLength = TimeSpan.FromMilliseconds(5);

    private Group? _current;
    private Group? _previous;

    /// <summary>Adds a packet in order of arrival; true when a burst is complete and the deltas are set.</summary>
    internal bool TryAdd(TimeSpan sentAt, TimeSpan arrivedAt, out TimeSpan sendDelta, out TimeSpan arrivalDelta)
    {
        sendDelta = default;
        arrivalDelta = default;
        if (_current is not { } current)
        {
            _current = new Group(sentAt, sentAt, arrivedAt);
            return false;
        }

        // Reordered from an earlier burst: it would blur both.
        if (sentAt < current.FirstSent)
        {
            return false;
        }

        if (sentAt - current.FirstSent <= BurstLength)
        {
            _current = current with
            {
                LastSent = sentAt > current.LastSent ? sentAt : current.LastSent,
                LastArrival = arrivedAt > current.LastArrival ? arrivedAt : current.LastArrival,
            };
            return false;
        }

        var complete = _previous is { } previous;
        if (complete)
        {
            sendDelta = current.LastSent - _previous!.Value.LastSent;
            arrivalDelta = current.LastArrival - _previous.Value.LastArrival;
        }

        _previous = current;
        _current = new Group(sentAt, sentAt, arrivedAt);

        // A jump of the receiver's clock is no delay.
        return complete && arrivalDelta >= TimeSpan.Zero && arrivalDelta - sendDelta < TimeSpan.FromSeconds(3);
    }

    private readonly record struct Group(TimeSpan FirstSent, TimeSpan LastSent, TimeSpan LastArrival);
}
