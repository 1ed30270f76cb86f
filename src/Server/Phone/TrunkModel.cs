namespace Switchroom.Server.Phone;

/// <summary>A trunk as call routing sees it: an immutable snapshot of its configuration with its load at one moment.</summary>
internal sealed record TrunkModel
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>E.164 numbers that the trunk owns and may present as caller id.</summary>
    public IReadOnlySet<string> Numbers { get; init; } = new HashSet<string>();

    /// <summary>E.164 prefixes that the trunk serves; an empty list serves everything.</summary>
    public IReadOnlyList<string> Prefixes { get; init; } = [];

    /// <summary>Lower is tried first among trunks that match equally well.</summary>
    public int Priority { get; init; }

    /// <summary>Calls under way through this trunk.</summary>
    public int ActiveCalls { get; init; }

    /// <summary>Calls started within the last second.</summary>
    public int StartedLastSecond { get; init; }

    public TrunkLimits Limits { get; init; }

    /// <summary>It answered 503 with Retry-After, or does not answer at all: left alone until a moment that has not come.</summary>
    public bool Resting { get; init; }

    public bool IsFull => Limits.AreReachedBy(ActiveCalls, StartedLastSecond);
}
