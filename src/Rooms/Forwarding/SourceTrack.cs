using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Worker;
using Switchroom.WebRtc.Media;

namespace Switchroom.Rooms.Forwarding;

/// <summary>The media of a published track: its incoming layers, and the subscriptions its packets go to.</summary>
internal sealed class SourceTrack(PublishedTrack published, Peer publisher, ReceiveTrack receive)
{
    private readonly SourceLayer?[] _layers = new SourceLayer?[VideoDemand.MaxLayers];
    private readonly List<Subscription> _subscriptions = [];

    public PublishedTrack Published { get; } = published;

    public Peer Publisher { get; } = publisher;

    public ReceiveTrack Receive { get; } = receive;

    public IReadOnlyList<Subscription> Subscriptions => _subscriptions;

    public LayerDemand Demand { get; } = new();

    public bool IsVideo => Receive.Kind == WebRtc.Media.TrackKind.Video;

    /// <summary>The highest rank there can be.</summary>
    public int HighestRank => Math.Clamp(Receive.Rids.Count - 1, 0, VideoDemand.MaxLayers - 1);

    public SourceLayer? LayerOf(int rank) => _layers[rank];

    public void Add(Subscription subscription) => _subscriptions.Add(subscription);

    public void Remove(Subscription subscription) => _subscriptions.Remove(subscription);

    /// <summary>The layer of a stream that is new.</summary>
    public SourceLayer Bind(ReceiveStream stream)
    {
        var rank = RankOf(stream.Rid);
        return _layers[rank] = new SourceLayer(this, stream, rank);
    }

    public void Forward(SourceLayer layer, in RtpArrival packet)
    {
        layer.Meter.Add(packet.Payload.Length, packet.ArrivedAt);
        if (Published.Snapshot.Muted || _subscriptions.Count == 0)
        {
            return;
        }

        if (IsVideo)
        {
            layer.Remember(packet);
        }

        foreach (var subscription in _subscriptions)
        {
            subscription.Forward(layer, packet);
        }
    }

    public void RequestKeyFrame(SourceLayer layer, TimeSpan now)
    {
        if (layer.TryAskForKeyFrame(now))
        {
            Publisher.Connection.RequestKeyFrame(layer.Stream, now);
            Publisher.Owner.Touch(Publisher);
        }
    }

    public Bitrates BitratesAt(TimeSpan now) => new(Bitrate(0, now), Bitrate(1, now), Bitrate(2, now));

    private long Bitrate(int rank, TimeSpan now) => _layers[rank]?.Meter.BitsPerSecond(now) ?? 0;

    /// <summary>LiveKit's clients name layers q, h and f; others are ranked in the order offered.</summary>
    private int RankOf(string? rid) => rid switch
    {
        null => 0,
        "q" => 0,
        "h" => 1,
        "f" => 2,
        _ => Math.Clamp(Receive.Rids.ToList().IndexOf(rid), 0, VideoDemand.MaxLayers - 1),
    };
}
