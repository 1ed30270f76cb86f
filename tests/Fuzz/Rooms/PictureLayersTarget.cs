using Switchroom.Rooms.Forwarding;
using Switchroom.Rooms.Forwarding.Scalable;

namespace Switchroom.Fuzz.Rooms;

/// <summary>
/// Payload descriptors of VP9 and VP8 and dependency descriptors, each as a packet of its own and in a row with what was read before. The first octet says how
/// many octets of the rest are the dependency descriptor.
/// </summary>
internal sealed class PictureLayersTarget : FuzzTarget
{
    private readonly DependencyDescriptor _dependencies = new();
    private readonly VideoForwarder _forwarder = new();
    private readonly LayerClock _clock = new(90_000);
    private ushort _sequence;

    public override string Name => "picture-layers";

    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var length = Math.Min((int)input[0], input.Length - 1);
        var descriptor = input.Slice(1, length);
        var payload = input[(1 + length)..];
        if (_dependencies.TryRead(descriptor, out var position))
        {
            Forward(VideoCodec.Av1, payload, position);
        }

        new DependencyDescriptor().TryRead(descriptor, out _);
        Vp9Descriptor.TryRead(payload, out position);
        Forward(VideoCodec.Vp9, payload, position);
        if (Vp8Descriptor.TryParse(payload, out var vp8) && vp8.Length > payload.Length)
        {
            throw new InvalidOperationException("a descriptor longer than the payload");
        }
    }

    private void Forward(VideoCodec codec, ReadOnlySpan<byte> payload, LayerPosition position)
    {
        if (position is { Spatial: >= 8 } or { Temporal: >= 8 })
        {
            throw new InvalidOperationException("a layer out of bounds");
        }

        _forwarder.SetTarget(0, payload.Length % 4, payload.Length % 3);
        _sequence++;
        var decision = _forwarder.Decide(new MediaPacket
        {
            SequenceNumber = _sequence,
            Timestamp = (uint)(_sequence / 3 * 3000),
            Codec = codec,
            Payload = payload,
            Position = position,
            Clock = _clock,
            ArrivedAt = TimeSpan.FromMilliseconds(_sequence),
        });
        if (decision.IsSent && position.IsKnown && position.Spatial > _forwarder.Spatial)
        {
            throw new InvalidOperationException("a layer above the one sent");
        }
    }
}
