namespace Switchroom.Rooms.Worker;

/// <summary>A publisher's wall clock against our monotonic one: by the report that travelled fastest, so that all its tracks share one offset.</summary>
internal sealed class PublisherClock
{
    private static readonly TimeSpan Forget = TimeSpan.FromMinutes(1);

    private TimeSpan? _offset;
    private TimeSpan _knownAt;

    /// <summary>Takes a report and says when, by our clock, its instant was (late by the shortest travel time seen).</summary>
    public TimeSpan At(ulong ntp, TimeSpan arrivedAt)
    {
        var publisherTime = TimeSpan.FromSeconds((ntp >> 32) + (ntp & 0xffff_ffff) / 4_294_967_296.0);
        var offset = arrivedAt - publisherTime;

        // An old minimum would hold a drifting clock back.
        if (_offset is null || offset < _offset || arrivedAt - _knownAt > Forget)
        {
            (_offset, _knownAt) = (offset, arrivedAt);
        }

        return publisherTime + _offset.Value;
    }
}
