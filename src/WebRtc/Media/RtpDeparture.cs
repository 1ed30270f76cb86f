namespace Switchroom.WebRtc.Media;

/// <summary>A media packet to send on a <see cref="SendTrack"/>; SSRC and header extensions' ids are the track's and the peer's.</summary>
public readonly ref struct RtpDeparture
{
    /// <summary>Most octets of <see cref="Prefix"/> and <see cref="Payload"/>: what a datagram holds beside header, extensions and tag.</summary>
    public const int MaxPayload = 1300;

    /// <summary>Payload type as the peer negotiated it (<see cref="NegotiatedCodec.PayloadType"/> or its RED one).</summary>
    public required byte PayloadType { get; init; }

    /// <summary>Marker bit.</summary>
    public bool Marker { get; init; }

    /// <summary>Sequence number in the outgoing stream.</summary>
    public required ushort SequenceNumber { get; init; }

    /// <summary>Timestamp in the outgoing stream.</summary>
    public required uint Timestamp { get; init; }

    /// <summary>Bytes put before <see cref="Payload"/>: a rewritten payload descriptor (VP8), or empty.</summary>
    public ReadOnlySpan<byte> Prefix { get; init; }

    /// <summary>The payload (after what <see cref="Prefix"/> replaces).</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Audio level to pass on, or -1 for none.</summary>
    public int AudioLevel { get; init; } = -1;

    /// <summary>The voice activity flag beside the level.</summary>
    public bool VoiceActivity { get; init; }

    /// <summary>Dependency descriptor to pass on, or empty.</summary>
    public ReadOnlySpan<byte> DependencyDescriptor { get; init; }

    /// <summary>A packet with no extensions.</summary>
    public RtpDeparture()
    {
    }
}
