using Switchroom.Rooms.Forwarding.Scalable;
using Switchroom.WebRtc.Media;

namespace Switchroom.Rooms.Forwarding;

/// <summary>One packet of a published track on its way to subscribers; valid during the call only.</summary>
internal readonly ref struct SourcePacket
{
    public required SourceLayer Layer { get; init; }

    /// <summary>The codec as the publisher numbered it; the same object for the same codec.</summary>
    public required NegotiatedCodec Codec { get; init; }

    /// <summary>The payload is redundant audio (RFC 2198).</summary>
    public bool IsRed { get; init; }

    public bool Marker { get; init; }

    public required ushort SequenceNumber { get; init; }

    public required uint Timestamp { get; init; }

    /// <summary>Empty for padding.</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>RFC 6464 level, or -1.</summary>
    public int AudioLevel { get; init; }

    public bool VoiceActivity { get; init; }

    public ReadOnlySpan<byte> DependencyDescriptor { get; init; }

    /// <summary>Where it lies among the layers within its stream.</summary>
    public LayerPosition Position { get; init; }

    public required TimeSpan ArrivedAt { get; init; }

    public static SourcePacket Of(SourceLayer layer, in RtpArrival packet) => new()
    {
        Layer = layer,
        Codec = packet.Codec,
        IsRed = packet.IsRed,
        Marker = packet.Marker,
        SequenceNumber = packet.SequenceNumber,
        Timestamp = packet.Timestamp,
        Payload = packet.Payload,
        AudioLevel = packet.AudioLevel,
        VoiceActivity = packet.VoiceActivity,
        DependencyDescriptor = packet.DependencyDescriptor,
        Position = layer.PositionOf(packet.Codec, packet.Payload, packet.DependencyDescriptor),
        ArrivedAt = packet.ArrivedAt,
    };
}
