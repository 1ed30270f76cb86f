using System.Diagnostics.Metrics;

namespace Switchroom.Server.Network;

/// <summary>What the media workers counted, as instruments of <c>System.Diagnostics.Metrics</c>; each measurement names its worker by its port.</summary>
internal sealed class MediaMetrics
{
    public const string MeterName = "Switchroom.Media";

    private readonly IReadOnlyList<MediaWorkerThread> _workers;
    private readonly Meter _meter;

    public MediaMetrics(IMeterFactory meters, IReadOnlyList<MediaWorkerThread> workers)
    {
        _workers = workers;
        _meter = meters.Create(MeterName);
        Count("datagrams.received", "{datagram}", "Datagrams and ICE-TCP frames received.", worker => worker.Counters.DatagramsReceived);
        Count("datagrams.sent", "{datagram}", "Datagrams and ICE-TCP frames sent.", worker => worker.Counters.DatagramsSent);
        Count("datagrams.unroutable", "{datagram}", "Datagrams of nobody who is known.", worker => worker.Work.Unroutable);
        Count("packets.received", "{packet}", "Media packets of browsers.", worker => worker.Work.PacketsReceived);
        Count("packets.forwarded", "{packet}", "Media packets forwarded, each subscriber counted.", worker => worker.Work.PacketsForwarded);
        Count("packets.resent", "{packet}", "Media packets sent again on request.", worker => worker.Work.PacketsResent);
        Count("deadlines", "{deadline}", "Deadlines handled.", worker => worker.Counters.Deadlines);
        Count("deadlines.late", "{deadline}", "Deadlines handled more than 10 ms late.", worker => worker.Counters.LateDeadlines);
        Count("mix.ticks.late", "{tick}", "Steps of phones' mixes done late.", worker => worker.Work.LateTicks);
        Count("mix.ticks.skipped", "{tick}", "Steps of phones' mixes left out.", worker => worker.Work.SkippedTicks);
        Count("faults", "{fault}", "Defects of the server that showed and ended a participant's stay, a room or all rooms of a worker.", worker => worker.Work.Faults + worker.Counters.Faults);
        Gauge("rooms", "{room}", "Meetings going on.", worker => worker.Snapshots.Count);
        Gauge("participants", "{participant}", "Participants in meetings, phones and hidden ones counted.", worker => worker.Snapshots.Values.Sum(room => room.Participants.Count));
    }

    private void Count(string name, string unit, string description, Func<MediaWorkerThread, long> read) =>
        _meter.CreateObservableCounter($"switchroom.media.{name}", () => Measure(read), unit, description);

    private void Gauge(string name, string unit, string description, Func<MediaWorkerThread, long> read) =>
        _meter.CreateObservableUpDownCounter($"switchroom.media.{name}", () => Measure(read), unit, description);

    private IEnumerable<Measurement<long>> Measure(Func<MediaWorkerThread, long> read) =>
        _workers.Select(worker => new Measurement<long>(read(worker), new KeyValuePair<string, object?>("worker", worker.LocalEndPoint.Port)));
}
