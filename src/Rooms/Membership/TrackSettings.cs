using System.Collections.Immutable;

namespace Switchroom.Rooms.Membership;

/// <summary>How a subscriber shows a track.</summary>
public sealed record TrackSettings
{
    /// <summary>True: not shown, send nothing.</summary>
    public bool Disabled { get; init; }

    /// <summary>The largest layer wanted; used when no size is given.</summary>
    public VideoQuality Quality { get; init; } = VideoQuality.High;

    /// <summary>Width shown in pixels; 0 not given.</summary>
    public int Width { get; init; }

    /// <summary>Height shown in pixels; 0 not given.</summary>
    public int Height { get; init; }

    /// <summary>Frames a second wanted; 0 is all.</summary>
    public int Fps { get; init; }

    /// <summary>When bandwidth is short lower numbers get theirs first; 0 for no preference.</summary>
    public int Priority { get; init; }
}

/// <summary>Who may subscribe to which tracks of a publisher.</summary>
public sealed record SubscriberRule
{
    /// <summary>The subscriber's participant id; null when named by identity.</summary>
    public string? ParticipantId { get; init; }

    /// <summary>The subscriber's identity; null when named by id.</summary>
    public string? Identity { get; init; }

    /// <summary>True: all tracks.</summary>
    public bool AllTracks { get; init; }

    /// <summary>Otherwise these.</summary>
    public ImmutableArray<string> TrackIds { get; init; } = [];
}
