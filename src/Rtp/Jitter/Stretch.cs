namespace Switchroom.Rtp.Jitter;

/// <summary>How the length of decoded sound should change, to bring the delay to where it is wanted.</summary>
public enum Stretch
{
    /// <summary>Keep it.</summary>
    None,

    /// <summary>Shorten it if that is not heard.</summary>
    Shorten,

    /// <summary>Shorten it even if that is heard: the delay is far above what is wanted.</summary>
    ShortenNow,

    /// <summary>Lengthen it if that is not heard.</summary>
    Lengthen,
}
