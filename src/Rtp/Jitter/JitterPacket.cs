namespace Switchroom.Rtp.Jitter;

/// <summary>A packet as a <see cref="JitterBuffer"/> takes it; the payload is copied.</summary>
public readonly ref struct JitterPacket
{
    /// <summary>The packet's sequence number.</summary>
    public required ushort SequenceNumber { get; init; }

    /// <summary>The packet's timestamp.</summary>
    public required uint Timestamp { get; init; }

    /// <summary>The packet's payload type.</summary>
    public PayloadType PayloadType { get; init; }

    /// <summary>RTP ticks of sound inside; 0 for comfort noise and other updates without sound of their own.</summary>
    public int Duration { get; init; }

    /// <summary>The sender pauses after this packet (comfort noise, or Opus without content): what does not follow is not lost.</summary>
    public bool BeginsPause { get; init; }

    /// <summary>It holds no sound but used up a sequence number, as telephone events do.</summary>
    public bool IsPlaceholder { get; init; }

    /// <summary>The encoded sound.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }
}
