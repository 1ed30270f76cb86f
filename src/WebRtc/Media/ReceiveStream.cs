namespace Switchroom.WebRtc.Media;

/// <summary>One RTP stream the peer sends: an SSRC, its retransmissions folded in.</summary>
public sealed class ReceiveStream
{
    internal ReceiveStream(ReceiveTrack track, uint ssrc, int clockRate)
    {
        Track = track;
        Ssrc = ssrc;
        Statistics = new StreamStatistics(clockRate);
    }

    internal StreamStatistics Statistics { get; }

    internal NackGenerator Nacks { get; } = new();

    /// <summary>The middle of the NTP time in the last sender report, and when it came: what our reports return.</summary>
    internal (uint MiddleNtp, TimeSpan At)? LastSenderReport { get; set; }

    internal TimeSpan LastKeyFrameRequest { get; set; } = TimeSpan.MinValue;

    internal bool KeyFrameWanted { get; set; }

    /// <summary>The m-line it belongs to.</summary>
    public ReceiveTrack Track { get; }

    /// <summary>Its SSRC as the peer sends it.</summary>
    public uint Ssrc { get; }

    /// <summary>Its simulcast layer, null without simulcast.</summary>
    public string? Rid { get; internal set; }

    /// <summary>Packets received, retransmissions included.</summary>
    public long Packets { get; internal set; }

    /// <summary>Bytes of RTP received after decryption.</summary>
    public long Bytes { get; internal set; }

    /// <summary>Packets not received when they should have been, retransmissions counted as received.</summary>
    public long Lost => Math.Max(0, Statistics.Lost);

    /// <summary>Interarrival jitter (RFC 3550 section 6.4.1) in units of the RTP clock.</summary>
    public double Jitter => Statistics.Jitter;

    /// <summary>When the last packet came.</summary>
    public TimeSpan LastArrival { get; internal set; }

    /// <summary>For the owner: whatever it wants to find from a packet's stream without a look-up.</summary>
    public object? Tag { get; set; }
}
