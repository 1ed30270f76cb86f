using Switchroom.Rooms.Membership;
using Switchroom.Rooms.Mixing;
using Switchroom.Rooms.Worker;
using Switchroom.WebRtc.Media;

namespace Switchroom.Rooms.Forwarding;

/// <summary>The media of a published track: its incoming layers, and the subscriptions its packets go to.</summary>
internal sealed class SourceTrack
{
    private readonly SourceLayer?[] _layers = new SourceLayer?[VideoDemand.MaxLayers];
    private readonly List<Subscription> _subscriptions = [];
    private readonly Dictionary<ParticipantMedia, KeyFrameBudget> _keyFrames = [];

    /// <summary>A track that a client sends on its publishing connection.</summary>
    public SourceTrack(PublishedTrack published, Peer publisher, ReceiveTrack receive)
    {
        Published = published;
        Publisher = publisher;
        Receive = receive;
        Kind = receive.Kind;
        Codecs = [.. receive.Codecs.Select(codec => codec.Codec)];
    }

    /// <summary>A sound that the worker itself makes: a phone's.</summary>
    public SourceTrack(PublishedTrack published, MediaCodec codec)
    {
        Published = published;
        Kind = codec.Kind;
        Codecs = [codec];
    }

    public PublishedTrack Published { get; }

    /// <summary>The connection it comes on; null for a phone.</summary>
    public Peer? Publisher { get; }

    /// <summary>The media section it comes in; null for a phone.</summary>
    public ReceiveTrack? Receive { get; }

    public WebRtc.Media.TrackKind Kind { get; }

    /// <summary>What it may come in, preferred first.</summary>
    public IReadOnlyList<MediaCodec> Codecs { get; }

    public IReadOnlyList<Subscription> Subscriptions => _subscriptions;

    /// <summary>Where phones hear it from; null while no phone is in the room, and for pictures.</summary>
    public OpusTrackSource? MixSource { get; set; }

    public LayerDemand Demand { get; } = new();

    public bool IsVideo => Kind == WebRtc.Media.TrackKind.Video;

    /// <summary>Whether its ranks are layers within one stream, instead of streams.</summary>
    public bool IsScalable => Receive is not { Rids.Count: > 1 } && _layers[0] is { TopSpatial: > 0 };

    /// <summary>The highest rank there can be.</summary>
    public int HighestRank => IsScalable ? _layers[0]!.TopSpatial : Math.Clamp((Receive?.Rids.Count ?? 1) - 1, 0, VideoDemand.MaxLayers - 1);

    public SourceLayer? LayerOf(int rank) => _layers[rank];

    public void Add(Subscription subscription) => _subscriptions.Add(subscription);

    public void Remove(Subscription subscription) => _subscriptions.Remove(subscription);

    /// <summary>The layer of a stream that is new.</summary>
    public SourceLayer Bind(ReceiveStream? stream)
    {
        var rank = RankOf(stream?.Rid);
        return _layers[rank] = new SourceLayer(this, stream, rank);
    }

    public void Forward(in SourcePacket packet)
    {
        packet.Layer.Count(packet);
        if (Published.Snapshot.Muted)
        {
            LeaveOut(packet);
            return;
        }

        if (MixSource is not null && !packet.Payload.IsEmpty)
        {
            MixSource.Insert(packet.SequenceNumber, packet.Timestamp, packet.Payload, packet.IsRed, packet.AudioLevel, packet.ArrivedAt);
        }

        if (_subscriptions.Count == 0)
        {
            return;
        }

        packet.Layer.Remember(packet);
        foreach (var subscription in _subscriptions)
        {
            try
            {
                subscription.Forward(packet);
            }
#pragma warning disable CA1031 // contained: a defect at one subscriber is neither the publisher's nor the others'
            catch (Exception fault)
#pragma warning restore CA1031
            {
                subscription.Subscriber.Owner.Blame(fault);
            }
        }
    }

    /// <summary>Clients keep sending silence while muted; what is left out of it must not look lost afterwards.</summary>
    private void LeaveOut(in SourcePacket packet)
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.LeaveOut(packet);
        }
    }

    /// <summary>What a participant may ask of it; the same after it unsubscribed and subscribed again.</summary>
    public KeyFrameBudget KeyFramesFor(ParticipantMedia subscriber)
    {
        if (!_keyFrames.TryGetValue(subscriber, out var budget))
        {
            _keyFrames[subscriber] = budget = new KeyFrameBudget();
        }

        return budget;
    }

    /// <summary>The participant has left.</summary>
    public void Forget(ParticipantMedia subscriber) => _keyFrames.Remove(subscriber);

    /// <summary>Asks the publisher to let a layer begin anew, unless it was just asked or the subscriber asks too often.</summary>
    public void RequestKeyFrame(SourceLayer layer, KeyFrameBudget budget, TimeSpan now)
    {
        if (Publisher is not null && layer.Stream is { } stream && budget.HasAny(now) && layer.TryAskForKeyFrame(now))
        {
            budget.Spend(now);
            Publisher.Connection.RequestKeyFrame(stream, now);
            Publisher.Owner.Touch(Publisher);
        }
    }

    public Bitrates BitratesAt(TimeSpan now) => new(Bitrate(0, now), Bitrate(1, now), Bitrate(2, now));

    private long Bitrate(int rank, TimeSpan now) => 8 * (IsScalable
        ? rank <= HighestRank ? _layers[0]!.OctetsUpTo(rank, now) : 0
        : _layers[rank]?.Octets.PerSecond(now) ?? 0);

    /// <summary>LiveKit's clients name layers q, h and f; others are ranked in the order offered.</summary>
    private int RankOf(string? rid) => rid switch
    {
        null => 0,
        "q" => 0,
        "h" => 1,
        "f" => 2,
        _ => Math.Clamp(Receive!.Rids.ToList().IndexOf(rid), 0, VideoDemand.MaxLayers - 1),
    };
}
