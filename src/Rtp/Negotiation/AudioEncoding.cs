using Switchroom.Rtp.Sdp;

namespace Switchroom.Rtp.Negotiation;

/// <summary>A codec as SDP names it.</summary>
/// <param name="Name">The encoding name; compared without case.</param>
/// <param name="ClockRate">RTP ticks a second.</param>
/// <param name="Channels">As in rtpmap; 2 for Opus, always.</param>
public sealed record AudioEncoding(string Name, int ClockRate, int Channels = 1)
{
    /// <summary>G.711 mu-law.</summary>
    public static readonly AudioEncoding Pcmu = new("PCMU", 8000) { StaticType = PayloadType.Pcmu };

    /// <summary>G.711 A-law.</summary>
    public static readonly AudioEncoding Pcma = new("PCMA", 8000) { StaticType = PayloadType.Pcma };

    /// <summary>G.722; its clock says 8000 and its sound has 16 kHz (RFC 3551 section 4.5.2).</summary>
    public static readonly AudioEncoding G722 = new("G722", 8000) { StaticType = PayloadType.G722 };

    /// <summary>Opus (RFC 7587), with in-band FEC wanted.</summary>
    public static readonly AudioEncoding Opus = new("opus", 48000, 2) { UsualType = new(96), Parameters = "useinbandfec=1" };

    /// <summary>Comfort noise (RFC 3389).</summary>
    public static readonly AudioEncoding ComfortNoise = new("CN", 8000) { StaticType = PayloadType.ComfortNoise };

    /// <summary>Its static payload type (RFC 3551 section 6), if it has one.</summary>
    public PayloadType? StaticType { get; init; }

    /// <summary>The dynamic payload type that we offer, when it is free.</summary>
    public PayloadType UsualType { get; init; } = new(97);

    /// <summary>What we say in fmtp; null for nothing.</summary>
    public string? Parameters { get; init; }

    /// <summary>It is no codec but keys (RFC 4733).</summary>
    public bool IsTelephoneEvent => Name == TelephoneEventName;

    /// <summary>It is no codec but the noise of a pause (RFC 3389).</summary>
    public bool IsComfortNoise => Name == ComfortNoise.Name;

    /// <summary>A telephone-event format of a clock rate (RFC 4733).</summary>
    internal static AudioEncoding TelephoneEvent(int clockRate) => new(TelephoneEventName, clockRate)
    {
        UsualType = new((byte)(clockRate == 8000 ? 101 : 102)),
        Parameters = "0-15",
    };

    internal const string TelephoneEventName = "telephone-event";

    /// <summary>Whether a format of a description is this codec.</summary>
    public bool Matches(RtpMap map) => map.Is(Name) && map.ClockRate == ClockRate && map.Channels == Channels;

    internal bool Matches(AudioEncoding other) =>
        string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase) && ClockRate == other.ClockRate && Channels == other.Channels;
}
