namespace Switchroom.Rtp.Jitter;

/// <summary>What became of a packet given to a <see cref="JitterBuffer"/>.</summary>
public enum InsertVerdict
{
    /// <summary>It waits for its time.</summary>
    Kept,

    /// <summary>Its time has passed.</summary>
    TooLate,

    /// <summary>It is there already.</summary>
    Duplicate,

    /// <summary>It did not fit what came before: the buffer began anew with it.</summary>
    Restarted,

    /// <summary>Longer than any sound packet of ours can be.</summary>
    TooLong,
}
