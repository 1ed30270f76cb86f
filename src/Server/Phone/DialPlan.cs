namespace Switchroom.Server.Phone;

/// <summary>Which trunks a call to a phone number may take, best first; or why there is none.</summary>
internal sealed record DialPlan(IReadOnlyList<TrunkModel> Trunks, DialPlanRefusal? Refusal)
{
    /// <summary>
    /// Decides the order: the trunk that was asked for by name alone; else the trunks that own the caller id, then those with the longest prefix
    /// that matches, then by priority, then by name. Full trunks are left out; resting ones come last, since a trunk that may have recovered
    /// is better than no call.
    /// </summary>
    public static DialPlan For(string number, string? callerNumber, string? trunkName, IReadOnlyCollection<TrunkModel> trunks)
    {
        if (trunks.Count == 0)
        {
            return new DialPlan([], DialPlanRefusal.NoTrunks);
        }

        if (trunkName is not null)
        {
            var named = trunks.Where(trunk => trunk.Name == trunkName || trunk.Id == trunkName).ToList();
            return named.Count == 0 ? new DialPlan([], DialPlanRefusal.UnknownTrunk) : WithoutFull(named);
        }

        var ranked = trunks
            .Select(trunk => (Trunk: trunk, Match: LongestPrefix(trunk, number)))
            .Where(candidate => candidate.Match >= 0)
            .OrderBy(candidate => candidate.Trunk.Resting)
            .ThenByDescending(candidate => callerNumber is not null && candidate.Trunk.Numbers.Contains(callerNumber))
            .ThenByDescending(candidate => candidate.Match)
            .ThenBy(candidate => candidate.Trunk.Priority)
            .ThenBy(candidate => candidate.Trunk.Name, StringComparer.Ordinal)
            .Select(candidate => candidate.Trunk)
            .ToList();
        return ranked.Count == 0 ? new DialPlan([], DialPlanRefusal.NoTrunkServesNumber) : WithoutFull(ranked);
    }

    /// <summary>
    /// Whether the next trunk may be tried after an attempt failed: only where the trunk itself is at fault and nothing has reached the called
    /// party, so that nobody's phone rings twice for one request.
    /// </summary>
    /// <param name="rang">The attempt got a 18x.</param>
    /// <param name="sipCode">Its final status; null when the trunk did not answer at all.</param>
    public static bool MayTryNext(bool rang, int? sipCode) => !rang && sipCode is (null or 408 or (>= 500 and <= 599));

    private static DialPlan WithoutFull(List<TrunkModel> trunks)
    {
        var free = trunks.Where(trunk => !trunk.IsFull).ToList();
        return free.Count == 0 ? new DialPlan([], DialPlanRefusal.AllTrunksFull) : new DialPlan(free, null);
    }

    private static int LongestPrefix(TrunkModel trunk, string number) => trunk.Prefixes.Count == 0
        ? 0
        : trunk.Prefixes.Where(prefix => number.StartsWith(prefix, StringComparison.Ordinal)).Select(prefix => prefix.Length).DefaultIfEmpty(-1).Max();
}

/// <summary>Why no trunk can take a call.</summary>
internal enum DialPlanRefusal
{
    /// <summary>The domain has no trunk at all.</summary>
    NoTrunks,

    /// <summary>The request names a trunk that does not exist.</summary>
    UnknownTrunk,

    /// <summary>No trunk's prefixes match the number.</summary>
    NoTrunkServesNumber,

    /// <summary>Every trunk that serves the number is at its concurrent or per-second limit.</summary>
    AllTrunksFull,
}
