using System.Net;

namespace Switchroom.Server.Network.SipFlows;

/// <summary>
/// How many messages each address may send: a bucket that fills steadily. Knows a bounded number of addresses; when there are more, those that have been
/// quiet longest are forgotten, which can only give them a full bucket again.
/// </summary>
internal sealed class SourceLimiter(int perSecond, int burst, int maxSources = 20_000)
{
    private readonly Dictionary<IPAddress, Bucket> _buckets = [];
    private readonly Lock _gate = new();

    /// <summary>Messages refused so far.</summary>
    public long Refused { get; private set; }

    /// <summary>Takes one message of that address; false if it sends too many.</summary>
    public bool TryTake(IPAddress source, TimeSpan now)
    {
        lock (_gate)
        {
            var bucket = _buckets.TryGetValue(source, out var known) ? known.At(now, perSecond, burst) : Remember(now);
            var allowed = bucket.Tokens >= 1;
            _buckets[source] = allowed ? bucket with { Tokens = bucket.Tokens - 1 } : bucket;
            Refused += allowed ? 0 : 1;
            return allowed;
        }
    }

    private Bucket Remember(TimeSpan now)
    {
        if (_buckets.Count >= maxSources)
        {
            Forget(now);
        }

        return new Bucket(burst, now);
    }

    private void Forget(TimeSpan now)
    {
        // Buckets that would be full by now say nothing; if none is, the oldest half goes.
        var full = _buckets.Where(entry => entry.Value.At(now, perSecond, burst).Tokens >= burst).Select(entry => entry.Key).ToList();
        if (full.Count == 0)
        {
            full = [.. _buckets.OrderBy(entry => entry.Value.Since).Take(maxSources / 2).Select(entry => entry.Key)];
        }

        full.ForEach(source => _buckets.Remove(source));
    }

    private readonly record struct Bucket(double Tokens, TimeSpan Since)
    {
        public Bucket At(TimeSpan now, int perSecond, int burst) => new(Math.Min(burst, Tokens + (now - Since).TotalSeconds * perSecond), now);
    }
}
