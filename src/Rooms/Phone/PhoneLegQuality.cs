using System.Net;

namespace Switchroom.Rooms.Phone;

/// <summary>What is measured of a phone leg, from its start to now.</summary>
public sealed record PhoneLegQuality
{
    /// <summary>What we receive.</summary>
    public required StreamQuality Received { get; init; }

    /// <summary>What we send, as the far end reports it in RTCP; loss and jitter are null when it sends no reports.</summary>
    public required StreamQuality Sent { get; init; }

    /// <summary>Round trip by RTCP; null until measured.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>Share of played audio that was concealed, 0 to 1.</summary>
    public double Concealed { get; init; }

    /// <summary>Delay of the jitter buffer now.</summary>
    public TimeSpan BufferDelay { get; init; }

    /// <summary>The codec in use, e.g. <c>PCMU/8000</c>.</summary>
    public string Codec { get; init; } = "";

    /// <summary>SRTP protects the leg.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Where SDP said the far end is.</summary>
    public IPEndPoint? SignalledAddress { get; init; }

    /// <summary>Where its packets come from.</summary>
    public IPEndPoint? LatchedAddress { get; init; }

    /// <summary>Packets refused: wrong source, wrong payload type, truncated, failed authentication, replayed, out of sequence, too many.</summary>
    public long Refused { get; init; }

    /// <summary>One-way audio in words; empty while both directions flow.</summary>
    public string Diagnosis { get; init; } = "";
}

/// <summary>One direction of a leg.</summary>
/// <param name="Packets">Packets.</param>
/// <param name="Bytes">Payload bytes.</param>
/// <param name="Lost">Packets lost; null unknown.</param>
/// <param name="Jitter">Interarrival jitter (RFC 3550 section 6.4.1); null unknown.</param>
/// <param name="Mos">Mean opinion score by the E-model (G.107), 1 to 4.5; null unknown.</param>
public sealed record StreamQuality(long Packets, long Bytes, long? Lost, TimeSpan? Jitter, double? Mos);
