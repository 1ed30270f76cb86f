using Switchroom.Server.Settings;

namespace Switchroom.Server.Api;

/// <summary>Counts requests: a burst of a whole window is allowed, then they must keep the window's pace.</summary>
internal sealed class TokenBucket(RateLimit limit, TimeSpan now)
{
    private readonly Lock gate = new();
    private double tokens = limit.Requests;
    private TimeSpan filledAt = now;

    private double PerSecond => (double)limit.Requests / limit.Seconds;

    /// <summary>Takes one, or says how long to wait for it.</summary>
    public bool TryTake(TimeSpan now, out TimeSpan wait)
    {
        lock (gate)
        {
            tokens = Math.Min(limit.Requests, tokens + ((now - filledAt).TotalSeconds * PerSecond));
            filledAt = now;
            if (tokens >= 1)
            {
                tokens--;
                wait = TimeSpan.Zero;
                return true;
            }

            wait = TimeSpan.FromSeconds((1 - tokens) / PerSecond);
            return false;
        }
    }
}
