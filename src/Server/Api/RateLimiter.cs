using System.Collections.Concurrent;
using Switchroom.Server.Settings;
using Switchroom.Server.Storage;

namespace Switchroom.Server.Api;

/// <summary>Daily's three classes of limits, each counted per API key.</summary>
internal sealed class RateLimiter(ApiSettings settings, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Key, RateClass Class), TokenBucket> buckets = new();

    /// <summary>Null when the request may go on, else how many whole seconds to wait.</summary>
    public int? SecondsToWait(ApiKey key, RateClass rate)
    {
        if (!settings.RateLimits)
        {
            return null;
        }

        var now = TimeSpan.FromTicks(clock.GetElapsedTime(0).Ticks);
        var bucket = buckets.GetOrAdd((key.Id, rate), _ => new TokenBucket(Limit(rate), now));
        return bucket.TryTake(now, out var wait) ? null : Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
    }

    private RateLimit Limit(RateClass rate) => rate switch
    {
        RateClass.Heavy => settings.Heavy,
        RateClass.Calls => settings.Calls,
        _ => settings.Default,
    };
}
