using Switchroom.Rooms.Forwarding.Scalable;

namespace Switchroom.Rooms.Forwarding;

/// <summary>
/// Decides for one subscriber what becomes of each packet of a picture: which layer it sees, where it changes layers (at key frames only), and which numbers
/// it sees. It sends nothing itself.
/// </summary>
internal sealed class VideoForwarder
{
    /// <summary>All layers within a stream.</summary>
    public const int AllLayers = 7;

    private readonly CounterRewriter _sequence = new(16);
    private readonly TimestampRewriter _timestamps = new();
    private readonly Vp8Rewriter _vp8 = new();
    private LayerClock? _source;
    private int _temporal = AllLayers;
    private uint _picture;

    /// <summary>The layer sent now; null before the first key frame and while paused.</summary>
    public int? Current { get; private set; }

    /// <summary>The layer that should be sent; null pauses.</summary>
    public int? Target { get; private set; }

    /// <summary>The highest temporal layer that should be sent.</summary>
    public int MaxTemporal { get; private set; } = AllLayers;

    /// <summary>The highest spatial layer that should be sent of a stream that has several.</summary>
    public int MaxSpatial { get; private set; } = AllLayers;

    /// <summary>The highest spatial layer sent now.</summary>
    public int Spatial { get; private set; } = AllLayers;

    /// <summary>Sets what should be sent. A pause takes effect at once, fewer layers of a stream with its next picture, anything more with a key frame.</summary>
    public void SetTarget(int? layer, int maxTemporal = AllLayers, int maxSpatial = AllLayers)
    {
        Target = layer;
        MaxTemporal = maxTemporal;
        MaxSpatial = maxSpatial;
        if (layer is null)
        {
            Current = null;
        }
    }

    /// <summary>What a timestamp of the layer sent now is for the subscriber.</summary>
    public uint TimestampOf(uint timestamp) => _timestamps.Peek(timestamp);

    public ForwardingDecision Decide(in MediaPacket packet)
    {
        if (Target is null)
        {
            return ForwardingDecision.Dropped(DropReason.Paused);
        }

        if (packet.Layer == Current && !ReferenceEquals(packet.Clock, _source))
        {
            // The layer goes on in another stream, whose numbers begin anywhere: by them most of it could pass for late.
            Current = null;
        }

        var switches = false;
        if (packet.Layer != Current)
        {
            if (packet.Layer != Target)
            {
                return ForwardingDecision.Dropped(DropReason.OtherLayer);
            }

            if (packet.Payload.IsEmpty || !KeyFrame.StartsAt(packet.Codec, packet.Payload))
            {
                return ForwardingDecision.Dropped(DropReason.AwaitingKeyFrame, wantsKeyFrame: true);
            }

            switches = true;
        }

        return packet.Codec == VideoCodec.Vp8 ? DecideVp8(packet, switches) : DecideUnchanged(packet, switches);
    }

    /// <summary>For codecs whose payload is sent as it came; of a stream that says where its packets lie, without the layers that are not wanted.</summary>
    private ForwardingDecision DecideUnchanged(in MediaPacket packet, bool switches)
    {
        if (packet.Payload.IsEmpty)
        {
            _sequence.Drop(packet.SequenceNumber);
            return ForwardingDecision.Dropped(DropReason.Padding);
        }

        if (switches)
        {
            Switch(packet);
        }

        var at = packet.Position;
        if (at.IsKnown)
        {
            FollowLayers(packet);
            if (at.Spatial > Spatial)
            {
                _sequence.Drop(packet.SequenceNumber);
                return ForwardingDecision.Dropped(DropReason.SpatialLayer, wantsKeyFrame: Spatial < MaxSpatial && at.Spatial <= MaxSpatial);
            }

            if (at.Temporal > _temporal)
            {
                _sequence.Drop(packet.SequenceNumber);
                return ForwardingDecision.Dropped(DropReason.TemporalLayer);
            }
        }

        return _sequence.TryMap(packet.SequenceNumber, out var sequence)
            ? new ForwardingDecision(
                DropReason.None,
                (ushort)sequence,
                _timestamps.Map(packet.Timestamp, packet.ArrivedAt),
                Switched: switches,
                EndsPicture: at.EndsFrame && at.Spatial == Spatial)
            : ForwardingDecision.Dropped(DropReason.TooLate);
    }

    /// <summary>
    /// Fewer layers can be sent from any picture on. More sizes begin where the larger one needs nothing but the smaller one in its own picture, mostly at a
    /// key frame; more frames where the stream says that they need none of those left out.
    /// </summary>
    private void FollowLayers(in MediaPacket packet)
    {
        var at = packet.Position;
        var isNewPicture = at.StartsFrame && packet.Timestamp != _picture;
        if (!at.NeedsOtherPictures && at.Spatial == 0)
        {
            (Spatial, _temporal) = (MaxSpatial, MaxTemporal);
        }
        else if (isNewPicture)
        {
            Spatial = Math.Min(Spatial, MaxSpatial);
            _temporal = MaxTemporal < _temporal || (at.MayRaiseTemporal && at.Temporal <= _temporal) ? MaxTemporal : _temporal;
        }

        if (!at.NeedsOtherPictures && at.Spatial == Spatial + 1 && at.Spatial <= MaxSpatial)
        {
            Spatial = at.Spatial;
        }

        _picture = isNewPicture ? packet.Timestamp : _picture;
    }

    private ForwardingDecision DecideVp8(in MediaPacket packet, bool switches)
    {
        if (packet.Payload.IsEmpty)
        {
            _sequence.Drop(packet.SequenceNumber);
            return ForwardingDecision.Dropped(DropReason.Padding);
        }

        if (!Vp8Descriptor.TryParse(packet.Payload, out var descriptor))
        {
            return ForwardingDecision.Dropped(DropReason.Malformed);
        }

        if (switches)
        {
            Switch(packet);
            _vp8.SwitchTo(descriptor);
        }

        FollowTemporal(descriptor);
        if (descriptor.TemporalLayer > _temporal)
        {
            _sequence.Drop(packet.SequenceNumber);
            _vp8.DropFrame(descriptor);
            return ForwardingDecision.Dropped(DropReason.TemporalLayer);
        }

        return _sequence.TryMap(packet.SequenceNumber, out var sequence) && _vp8.TryMap(descriptor, out var mapped)
            ? new ForwardingDecision(DropReason.None, (ushort)sequence, _timestamps.Map(packet.Timestamp, packet.ArrivedAt), mapped, switches)
            : ForwardingDecision.Dropped(DropReason.TooLate);
    }

    /// <summary>
    /// Fewer frames can be sent from any frame on; more only from one that needs none of those left out: a key frame, or the first of its layer that says it
    /// depends on the base layer alone (RFC 7741 section 4.2, Y).
    /// </summary>
    private void FollowTemporal(in Vp8Descriptor descriptor)
    {
        if (!descriptor.StartsFrame || _temporal == MaxTemporal)
        {
            return;
        }

        if (MaxTemporal < _temporal || descriptor.StartsKeyFrame)
        {
            _temporal = MaxTemporal;
        }
        else if (descriptor.IsLayerSync && descriptor.TemporalLayer > _temporal && descriptor.TemporalLayer <= MaxTemporal)
        {
            _temporal = descriptor.TemporalLayer;
        }
    }

    private void Switch(in MediaPacket packet)
    {
        Current = packet.Layer;
        _source = packet.Clock;
        _sequence.SwitchTo(packet.SequenceNumber);
        _timestamps.SwitchTo(packet.Clock, packet.Timestamp, packet.ArrivedAt);
    }
}
