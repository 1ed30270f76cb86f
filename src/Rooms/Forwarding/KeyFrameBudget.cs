namespace Switchroom.Rooms.Forwarding;

/// <summary>
/// How many key frames of one track one subscriber may cause. A key frame is several times as large as another frame and goes to everybody: who asks without
/// end must not make the publisher send nothing else.
/// </summary>
internal sealed class KeyFrameBudget
{
    /// <summary>As many may be caused at once: a picture that begins, is resized and loses packets needs a few.</summary>
    public const int MaxAtOnce = 10;

    /// <summary>How long until another may be caused.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private TimeSpan _usedUntil;

    /// <summary>True when one may be caused now.</summary>
    public bool HasAny(TimeSpan now) => _usedUntil - now <= Interval * (MaxAtOnce - 1);

    /// <summary>One was caused.</summary>
    public void Spend(TimeSpan now) => _usedUntil = (_usedUntil > now ? _usedUntil : now) + Interval;
}
