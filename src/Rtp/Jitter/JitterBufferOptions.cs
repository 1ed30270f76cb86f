namespace Switchroom.Rtp.Jitter;

/// <summary>Bounds of a <see cref="JitterBuffer"/>.</summary>
public sealed record JitterBufferOptions
{
    /// <summary>The options used when none are given.</summary>
    public static readonly JitterBufferOptions Default = new();

    /// <summary>The least delay it aims at: what a tick's own unevenness needs.</summary>
    public TimeSpan MinDelay { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The most delay it aims at; what comes later is lost.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>The delay it aims at before it has seen how packets arrive.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(40);

    /// <summary>Concealment in a row after which the source counts as silent.</summary>
    public TimeSpan MaxConcealment { get; init; } = TimeSpan.FromMilliseconds(120);

    /// <summary>Sound handed out at once when there is no packet to say how much.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMilliseconds(20);
}
