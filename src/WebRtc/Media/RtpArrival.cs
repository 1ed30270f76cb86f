namespace Switchroom.WebRtc.Media;

/// <summary>A media packet that arrived, decrypted and, if it was a retransmission, restored. Valid during the call only.</summary>
public readonly ref struct RtpArrival
{
    /// <summary>The stream it belongs to.</summary>
    public required ReceiveStream Stream { get; init; }

    /// <summary>The codec of its payload type.</summary>
    public required NegotiatedCodec Codec { get; init; }

    /// <summary>Whether the payload is redundant audio (RFC 2198) that carries <see cref="Codec"/>.</summary>
    public bool IsRed { get; init; }

    /// <summary>Whether it came as a retransmission (RTX).</summary>
    public bool IsRetransmission { get; init; }

    /// <summary>The whole plain packet, with the peer's own header extension ids.</summary>
    public required ReadOnlySpan<byte> Packet { get; init; }

    /// <summary>Marker bit.</summary>
    public required bool Marker { get; init; }

    /// <summary>Sequence number.</summary>
    public required ushort SequenceNumber { get; init; }

    /// <summary>RTP timestamp.</summary>
    public required uint Timestamp { get; init; }

    /// <summary>The payload, without padding; empty for padding-only packets (they must still advance sequence numbers).</summary>
    public required ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>Audio level, 0 (loudest) to 127 dBov below, or -1 without the extension (RFC 6464).</summary>
    public int AudioLevel { get; init; }

    /// <summary>The voice activity flag beside the level.</summary>
    public bool VoiceActivity { get; init; }

    /// <summary>The AV1 dependency descriptor, to be passed on untouched; empty without.</summary>
    public ReadOnlySpan<byte> DependencyDescriptor { get; init; }

    /// <summary>When it arrived.</summary>
    public required TimeSpan ArrivedAt { get; init; }
}

/// <summary>Takes a media packet; called from <see cref="PeerConnection.HandleDatagram"/>.</summary>
public delegate void RtpHandler(PeerConnection peer, in RtpArrival packet);
