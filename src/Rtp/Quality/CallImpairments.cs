namespace Switchroom.Rtp.Quality;

/// <summary>What disturbs one direction of a call: the inputs of the E-model that a packet network can measure (ITU-T G.107).</summary>
public readonly record struct CallImpairments
{
    /// <summary>The codec's own part.</summary>
    public required CodecImpairment Codec { get; init; }

    /// <summary>Share of sound lost or discarded, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>How much longer losses come in a row than by chance; 1 for random loss.</summary>
    public double BurstRatio { get; init; }

    /// <summary>Mouth-to-ear delay.</summary>
    public TimeSpan OneWayDelay { get; init; }
}
