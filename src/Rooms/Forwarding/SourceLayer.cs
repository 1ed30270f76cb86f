using Switchroom.Rooms.Forwarding.Scalable;
using Switchroom.WebRtc.Media;

namespace Switchroom.Rooms.Forwarding;

/// <summary>One incoming stream of a published track: the sound, the picture, or one of its simulcast layers.</summary>
internal sealed class SourceLayer(SourceTrack track, ReceiveStream? stream, int rank)
{
    private const int VideoCacheOctets = 384 * 1024;
    private const int VideoCachePackets = 1024;

    /// <summary>Key frames are large and every subscriber may want one: they are asked for no more often than this.</summary>
    private static readonly TimeSpan KeyFrameInterval = TimeSpan.FromMilliseconds(250);

    private readonly RateMeter _frames = new();
    private DependencyDescriptor? _dependencies;
    private RateMeter[]? _spatialOctets;
    private TimeSpan? _askedAt;
    private int _topTemporal;
    private NegotiatedCodec? _codec;
    private VideoCodec _kind;

    public SourceTrack Track { get; } = track;

    /// <summary>The stream on the publisher's connection; null for a phone.</summary>
    public ReceiveStream? Stream { get; } = stream;

    /// <summary>0 lowest.</summary>
    public int Rank { get; } = rank;

    /// <summary>Octets of payload.</summary>
    public RateMeter Octets { get; } = new();

    /// <summary>The highest spatial layer within the stream; 0 when it has one size of picture only.</summary>
    public int TopSpatial { get; private set; }

    /// <summary>Latest packets, once somebody is sent them; pictures only.</summary>
    public PacketCache? Cache { get; private set; }

    public LayerClock Clock { get; } = new(track.IsVideo ? 90_000 : 48_000);

    public VideoCodec KindOf(NegotiatedCodec codec)
    {
        if (!ReferenceEquals(codec, _codec))
        {
            (_codec, _kind) = (codec, KeyFrame.CodecOf(codec.Codec.Name));
        }

        return _kind;
    }

    /// <summary>True when a key frame may be asked for now.</summary>
    public bool TryAskForKeyFrame(TimeSpan now)
    {
        if (now - _askedAt < KeyFrameInterval)
        {
            return false;
        }

        _askedAt = now;
        return true;
    }

    /// <summary>Where a packet lies among the layers of the stream.</summary>
    public LayerPosition PositionOf(NegotiatedCodec codec, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> dependencyDescriptor)
    {
        var position = default(LayerPosition);
        switch (Track.IsVideo ? KindOf(codec) : VideoCodec.Other)
        {
            case VideoCodec.Vp9: Vp9Descriptor.TryRead(payload, out position); break;
            case VideoCodec.Av1: (_dependencies ??= new()).TryRead(dependencyDescriptor, out position); break;
            default: break;
        }

        return position;
    }

    /// <summary>Octets in a second of a spatial layer and those below it, which it needs.</summary>
    public long OctetsUpTo(int spatial, TimeSpan now)
    {
        if (_spatialOctets is null || spatial >= TopSpatial)
        {
            return Octets.PerSecond(now);
        }

        var octets = 0L;
        for (var i = 0; i <= spatial; i++)
        {
            octets += _spatialOctets[i].PerSecond(now);
        }

        return octets;
    }

    /// <summary>Counts a packet that came.</summary>
    public void Count(in SourcePacket packet)
    {
        Octets.Add(packet.Payload.Length, packet.ArrivedAt);
        if (packet.Position.IsKnown)
        {
            CountLayers(packet);
        }

        if (Track.IsVideo && packet.Marker)
        {
            _frames.Add(1, packet.ArrivedAt);
            if (KindOf(packet.Codec) == VideoCodec.Vp8 && Vp8Descriptor.TryParse(packet.Payload, out var descriptor))
            {
                _topTemporal = Math.Max(_topTemporal, descriptor.TemporalLayer);
            }
        }
    }

    /// <summary>The lowest temporal layer that gives a subscriber the frame rate it wants; all of them for 0.</summary>
    public int TemporalLayerFor(int framesPerSecond, TimeSpan now)
    {
        var rate = _frames.PerSecond(now);
        var temporal = _topTemporal;
        if (framesPerSecond <= 0 || rate == 0)
        {
            return VideoForwarder.AllLayers;
        }

        // Each layer doubles the rate of the one below. A tenth less than asked for is what rounding makes of it.
        for (; temporal > 0 && rate / 2 * 10 >= framesPerSecond * 9; temporal--)
        {
            rate /= 2;
        }

        return temporal;
    }

    public void Remember(in SourcePacket packet)
    {
        if (Track.IsVideo)
        {
            Cache ??= new PacketCache(VideoCacheOctets, VideoCachePackets);
            Cache.Add(packet.SequenceNumber, packet.DependencyDescriptor, packet.Payload, packet.Marker, packet.Codec.PayloadType);
        }
    }

    private void CountLayers(in SourcePacket packet)
    {
        // Ranks are shared with simulcast, which has three; what is above the third counts as the third.
        var spatial = Math.Min((int)packet.Position.Spatial, VideoDemand.MaxLayers - 1);
        TopSpatial = Math.Max(TopSpatial, spatial);
        _topTemporal = Math.Max(_topTemporal, packet.Position.Temporal);
        _spatialOctets ??= [new RateMeter(), new RateMeter(), new RateMeter()];
        _spatialOctets[spatial].Add(packet.Payload.Length, packet.ArrivedAt);
    }
}
