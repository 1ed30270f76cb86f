using Switchroom.WebRtc.Negotiation;

namespace Switchroom.WebRtc.Media;

/// <summary>One m-line on which we send. Packets flow once an answer accepted it (<see cref="IsActive"/>).</summary>
public sealed class SendTrack
{
    internal SendTrack(TrackKind kind, string streamId, string trackId, uint ssrc, uint rtxSsrc)
    {
        Kind = kind;
        StreamId = streamId;
        TrackId = trackId;
        Ssrc = ssrc;
        RtxSsrc = rtxSsrc;
    }

    /// <summary>Audio or video.</summary>
    public TrackKind Kind { get; }

    /// <summary>The MediaStream id in <c>a=msid</c>. LiveKit's clients expect <c>participantSid</c>, or <c>participantSid|streamId</c>.</summary>
    public string StreamId { get; }

    /// <summary>The track id in <c>a=msid</c>.</summary>
    public string TrackId { get; }

    /// <summary>The m-line's identification once an offer carried it; null before.</summary>
    public string? Mid { get; internal set; }

    /// <summary>SSRC of the media.</summary>
    public uint Ssrc { get; }

    /// <summary>SSRC of its retransmissions; used only when <see cref="NegotiatedCodec.RtxPayloadType"/> is negotiated.</summary>
    public uint RtxSsrc { get; }

    /// <summary>Codecs the peer accepted, in its order; empty while inactive.</summary>
    public IReadOnlyList<NegotiatedCodec> Codecs { get; internal set; } = [];

    /// <summary>Whether the peer's last description receives it.</summary>
    public bool IsActive { get; internal set; }

    /// <summary>Packets sent, without retransmissions.</summary>
    public long Packets { get; internal set; }

    /// <summary>Payload bytes sent, without retransmissions.</summary>
    public long Bytes { get; internal set; }

    /// <summary>For the owner: whatever it wants to find from the track without a look-up.</summary>
    public object? Tag { get; set; }

    /// <summary>What our next offer lists.</summary>
    internal IReadOnlyList<MediaCodec> Offered { get; init; } = [];

    /// <summary>Takes what the peer's description accepts: nothing stops the track.</summary>
    internal void Activate(IReadOnlyList<NegotiatedCodec> codecs)
    {
        Codecs = Offered.Count == 0 ? codecs : [.. codecs.Where(codec => Offered.Any(offered => CodecMatching.AreCompatible(offered, codec.Codec)))];
        IsActive = Codecs.Count > 0;
    }

    internal ushort NextRtxSequence { get; set; }

    internal uint LastTimestamp { get; private set; }

    internal byte? LastPayloadType { get; private set; }

    internal TimeSpan LastSentAt { get; private set; }

    /// <summary>An RTP time and the instant it belongs to, from the publisher's sender report.</summary>
    internal (uint Timestamp, TimeSpan At)? Clock { get; set; }

    internal TimeSpan LastKeyFrameRequest { get; set; } = TimeSpan.MinValue;

    /// <summary>The sequence number of the last FIR, which repeats share (RFC 5104 section 4.3.1).</summary>
    internal byte? LastFir { get; set; }

    internal void NoteSent(uint timestamp, byte payloadType, TimeSpan now)
    {
        LastTimestamp = timestamp;
        LastPayloadType = payloadType;
        LastSentAt = now;
    }

    /// <summary>What retransmissions are sent as, those of the latest packet's codec if there was one; null when none was negotiated.</summary>
    internal byte? RtxPayloadType => LastPayloadType is { } last ? RtxPayloadTypeOf(last) : Codecs.FirstOrDefault(codec => codec.RtxPayloadType is not null)?.RtxPayloadType;

    internal byte? RtxPayloadTypeOf(byte payloadType)
    {
        foreach (var codec in Codecs)
        {
            if (codec.PayloadType == payloadType)
            {
                return codec.RtxPayloadType;
            }
        }

        return null;
    }
}
