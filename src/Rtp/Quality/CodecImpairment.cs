namespace Switchroom.Rtp.Quality;

/// <summary>
/// How a codec sounds and bears loss, on the narrow-band scale (G.113 appendix I). For wide-band codecs the narrow-band scale has no figures of its own:
/// they are taken as no worse than G.711, which understates them.
/// </summary>
/// <param name="Equipment">Ie: impairment without loss, 0 to 55.</param>
/// <param name="LossRobustness">Bpl: the higher, the less loss is heard.</param>
public readonly record struct CodecImpairment(double Equipment, double LossRobustness)
{
    /// <summary>G.711 with concealment of lost packets.</summary>
    public static readonly CodecImpairment G711 = new(0, 25.1);

    /// <summary>G.722 at 64 kbit/s with concealment.</summary>
    public static readonly CodecImpairment G722 = new(0, 20);

    /// <summary>Opus with forward error correction.</summary>
    public static readonly CodecImpairment Opus = new(0, 30);
}
