namespace Switchroom.Media.Codecs.Opus;

/// <summary>How an Opus stream is encoded. The defaults suit speech to a browser or a phone.</summary>
public sealed record OpusEncoderSettings
{
    /// <summary>Loss assumed of a far end that has not said what it sees, in per cent.</summary>
    public const int UsualLoss = 5;

    /// <summary>Bits a second, 6000 to 510000; null lets libopus choose by rate and frame.</summary>
    public int? BitRate { get; init; }

    /// <summary>Effort, 0 to 10. 5 is the highest without the costly pitch search and noise shaping delay of the upper half.</summary>
    public int Complexity { get; init; } = 5;

    /// <summary>Whether packets carry a coarse copy of the one before, when loss is expected (RFC 6716 section 2.1.7).</summary>
    public bool Fec { get; init; } = true;

    /// <summary>Whether silence is left unsent (RFC 6716 section 2.1.9): <see cref="OpusEncoder.Encode"/> then returns 0.</summary>
    public bool Dtx { get; init; }

    /// <summary>Loss the far end is first assumed to see, in per cent (0 to 100). <see cref="Fec"/> is idle at 0.</summary>
    public int ExpectedLoss { get; init; } = UsualLoss;

    /// <summary>Whether every packet is of the size that <see cref="BitRate"/> gives, as <c>cbr=1</c> asks (RFC 7587 section 6.1).</summary>
    public bool ConstantBitRate { get; init; }

    /// <summary>The highest rate the far end plays, in Hz, from its <c>maxplaybackrate</c> (RFC 7587 section 6.1).</summary>
    public int MaxPlaybackRate { get; init; } = 48000;
}
