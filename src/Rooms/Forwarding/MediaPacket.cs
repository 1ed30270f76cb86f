using Switchroom.Rooms.Forwarding.Scalable;

namespace Switchroom.Rooms.Forwarding;

/// <summary>What forwarding decisions look at: one packet of one layer of a picture.</summary>
internal readonly ref struct MediaPacket
{
    /// <summary>The layer's rank, 0 lowest.</summary>
    public int Layer { get; init; }

    public ushort SequenceNumber { get; init; }

    public uint Timestamp { get; init; }

    public VideoCodec Codec { get; init; }

    /// <summary>Empty for padding.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Where it lies among the layers within its stream.</summary>
    public LayerPosition Position { get; init; }

    /// <summary>The layer's clock.</summary>
    public LayerClock Clock { get; init; }

    public TimeSpan ArrivedAt { get; init; }
}
