using System.Collections.Immutable;
using System.Net;
using Switchroom.Rooms.Worker;

namespace Switchroom.Rooms.Phone;

/// <summary>The sockets, codecs and encryption of a phone leg.</summary>
public sealed record PhoneLegOptions
{
    /// <summary>The RTP socket (even port), bound by the server.</summary>
    public required SocketId Rtp { get; init; }

    /// <summary>The RTCP socket (odd port).</summary>
    public required SocketId Rtcp { get; init; }

    /// <summary>The address and RTP port written into SDP; RTCP is one above.</summary>
    public required IPEndPoint Advertised { get; init; }

    /// <summary>The far end's offer when it called us; null when we offer.</summary>
    public string? RemoteOffer { get; init; }

    /// <summary>Codecs we speak, preferred first, by encoding name: <c>OPUS</c>, <c>G722</c>, <c>PCMU</c>, <c>PCMA</c>.</summary>
    public ImmutableArray<string> AudioCodecs { get; init; } = ["OPUS", "G722", "PCMU", "PCMA"];

    /// <summary>How RTP is protected.</summary>
    public PhoneEncryption Encryption { get; init; }

    /// <summary>Our offers propose ICE, with us as the lite side (RFC 8839). An offer of ICE is answered with it all the same.</summary>
    public bool OfferIce { get; init; }

    /// <summary>Where RTP timestamps stand at the start; null for a random value. A leg that takes a call over goes on in the timeline of the one before.</summary>
    public RtpTimeline? Timeline { get; init; }

    /// <summary>The packet time we ask for, 10 to 60 ms.</summary>
    public TimeSpan PacketTime { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Whether the room hears the far end before it answered.</summary>
    public bool EarlyMediaToRoom { get; init; } = true;

    /// <summary>Whether the far end hears the room before it answered.</summary>
    public bool RoomBeforeAnswer { get; init; }

    /// <summary>How long an established leg may send neither RTP nor RTCP, while not on hold, until <see cref="PhoneMediaTimeout"/>; 0 for never.</summary>
    public TimeSpan MediaTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often <see cref="PhoneQuality"/> is reported; 0 only at the end.</summary>
    public TimeSpan QualityInterval { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// The RTP timestamps of a call: their origin, and the media time since. Phones throw away what looks older than what they played, even from a new source.
/// </summary>
/// <param name="Origin">The timestamp at no elapsed time, whatever the clock rate.</param>
/// <param name="Elapsed">Media time since then.</param>
public readonly record struct RtpTimeline(uint Origin, TimeSpan Elapsed);

/// <summary>How a phone leg's RTP is protected.</summary>
public enum PhoneEncryption
{
    /// <summary>Plain RTP; an offer of SRTP is answered with SRTP all the same.</summary>
    None,

    /// <summary>SDES keys offered (RFC 4568), plain RTP refused.</summary>
    Required,

    /// <summary>SDES keys offered in a plain profile, so that an end without SRTP still answers.</summary>
    Optional,
}
