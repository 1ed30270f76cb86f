using Switchroom.Rooms.Membership;

namespace Switchroom.Rooms.Forwarding;

/// <summary>
/// Which layers of a picture anybody needs, told to its publisher so that it encodes no others (dynacast). More is told at once, less after a while:
/// whoever hides a picture often shows it again.
/// </summary>
internal sealed class LayerDemand
{
    /// <summary>How long less must be enough before it is told.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private VideoQuality _wanted = VideoQuality.High;

    /// <summary>What was told last; the publisher starts with everything.</summary>
    public VideoQuality Told { get; private set; } = VideoQuality.High;

    /// <summary>When a lower demand is told; null when none waits.</summary>
    public TimeSpan? NextDeadline { get; private set; }

    /// <summary>The highest layer any subscriber wants now. True when the publisher should be told <see cref="Told"/>.</summary>
    public bool Want(VideoQuality highest, TimeSpan now)
    {
        _wanted = highest;
        if (Rank(highest) > Rank(Told))
        {
            Told = highest;
            NextDeadline = null;
            return true;
        }

        NextDeadline = highest == Told ? null : NextDeadline ?? now + Patience;
        return false;
    }

    /// <summary>True when patience is over and the publisher should be told.</summary>
    public bool HandleDeadline(TimeSpan now)
    {
        if (NextDeadline is null || NextDeadline > now)
        {
            return false;
        }

        NextDeadline = null;
        Told = _wanted;
        return true;
    }

    private static int Rank(VideoQuality quality) => quality == VideoQuality.Off ? -1 : (int)quality;
}
