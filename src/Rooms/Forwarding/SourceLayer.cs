using Switchroom.WebRtc.Media;

namespace Switchroom.Rooms.Forwarding;

/// <summary>One incoming stream of a published track: the sound, the picture, or one of its simulcast layers.</summary>
internal sealed class SourceLayer(SourceTrack track, ReceiveStream? stream, int rank)
{
    private const int VideoCacheOctets = 384 * 1024;
    private const int VideoCachePackets = 1024;

    /// <summary>Key frames are large and every subscriber may want one: they are asked for no more often than this.</summary>
    private static readonly TimeSpan KeyFrameInterval = TimeSpan.FromMilliseconds(250);

    private TimeSpan? _askedAt;
    private NegotiatedCodec? _codec;
    private VideoCodec _kind;

    public SourceTrack Track { get; } = track;

    /// <summary>The stream on the publisher's connection; null for a phone.</summary>
    public ReceiveStream? Stream { get; } = stream;

    /// <summary>0 lowest.</summary>
    public int Rank { get; } = rank;

    public BitrateMeter Meter { get; } = new();

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

    public void Remember(in SourcePacket packet)
    {
        if (Track.IsVideo)
        {
            Cache ??= new PacketCache(VideoCacheOctets, VideoCachePackets);
            Cache.Add(packet.SequenceNumber, packet.Payload, packet.Marker, packet.Codec.PayloadType);
        }
    }
}
