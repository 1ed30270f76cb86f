namespace Switchroom.Rtp.Jitter;

/// <summary>What a <see cref="JitterBuffer"/> did since it began.</summary>
public struct JitterCounters
{
    /// <summary>Packets handed out.</summary>
    public long Played { get; internal set; }

    /// <summary>Packets that came when their time had passed.</summary>
    public long TooLate { get; internal set; }

    /// <summary>Packets that came again.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Packets thrown away to bring a far too long delay down.</summary>
    public long Skipped { get; internal set; }

    /// <summary>Times the sender's numbers began anew.</summary>
    public long Restarts { get; internal set; }

    /// <summary>RTP ticks of sound played from packets.</summary>
    public long PlayedTicks { get; internal set; }

    /// <summary>RTP ticks of sound concealed.</summary>
    public long ConcealedTicks { get; internal set; }

    /// <summary>Decisions to shorten.</summary>
    public long Shortened { get; internal set; }

    /// <summary>Decisions to lengthen.</summary>
    public long Lengthened { get; internal set; }
}
