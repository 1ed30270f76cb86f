namespace Switchroom.Rtp.Jitter;

/// <summary>One decision of a <see cref="JitterBuffer"/>; its payload is valid until the buffer is used again.</summary>
public readonly ref struct Playout
{
    internal Playout(PlayoutKind kind, int duration)
    {
        Kind = kind;
        Duration = duration;
    }

    /// <summary>What to do.</summary>
    public PlayoutKind Kind { get; }

    /// <summary>RTP ticks of sound to make, for a concealment whole steps of 2.5 ms; 0 for a packet without sound of its own, such as comfort noise parameters.</summary>
    public int Duration { get; }

    /// <summary>The packet's payload type.</summary>
    public PayloadType PayloadType { get; init; }

    /// <summary>What to decode; for a concealment, the following packet when it is the very next one.</summary>
    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Whether to change the length of what is decoded.</summary>
    public Stretch Stretch { get; init; }
}
