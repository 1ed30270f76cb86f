namespace Switchroom.WebRtc.Congestion;

/// <summary>When to probe and how high: at the start, after success, and now and then while the owner wants more than the estimate.</summary>
internal sealed class ProbeSchedule
{
    private const double FirstFactor = 3;
    private const double NextFactor = 2;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan CalmFor = TimeSpan.FromSeconds(1.5);

    private ProbeCluster? _cluster;
    private TimeSpan? _nextAt;
    private ushort _lastId;

    /// <summary>When padding may be due.</summary>
    internal TimeSpan? NextDeadline => _cluster is { IsSent: false } cluster ? cluster.NextAt : null;

    /// <summary>When <see cref="Update"/> starts the next probe; null while nothing more is wanted, or padding is due before.</summary>
    internal TimeSpan? StartsAt(double estimate, double desired, TimeSpan? decreasedAt)
    {
        if (!IsWanted(estimate, desired) || NextDeadline is not null)
        {
            return null;
        }

        var at = Latest(_nextAt ?? TimeSpan.Zero, decreasedAt + CalmFor);
        return Latest(at, _cluster?.Expires + TimeSpan.FromTicks(1));
    }

    /// <summary>Starts a probe if one is due.</summary>
    internal void Update(double estimate, double desired, TimeSpan? decreasedAt, TimeSpan now)
    {
        if (_cluster is { } running && now > running.Expires)
        {
            _cluster = null;
        }

        var calm = decreasedAt is null || now - decreasedAt >= CalmFor;
        if (_cluster is null && calm && IsWanted(estimate, desired) && (_nextAt is null || now >= _nextAt))
        {
            Start(Math.Min(desired, estimate * (_nextAt is null ? FirstFactor : NextFactor)), now);
        }
    }

    /// <summary>Whether a padding packet is due now.</summary>
    internal bool IsPaddingDue(TimeSpan now) => _cluster is { IsSent: false } cluster && cluster.NextAt <= now;

    /// <summary>A packet left; gives the cluster that it is part of, or 0.</summary>
    internal ushort Send(int bytes, TimeSpan now)
    {
        if (_cluster is not { IsSent: false } cluster)
        {
            return 0;
        }

        cluster.Send(bytes, now);
        return cluster.Id;
    }

    /// <summary>No track can carry padding: gives the probe up.</summary>
    internal void Cancel() => _cluster = null;

    /// <summary>A packet of a probe arrived.</summary>
    internal void Arrive(ushort id, TimeSpan sentAt, TimeSpan arrivedAt, int bytes)
    {
        if (_cluster?.Id == id)
        {
            _cluster.Arrive(sentAt, arrivedAt, bytes);
        }
    }

    /// <summary>The result of a probe that is complete; it is followed at once when it found what it asked for.</summary>
    internal double? TakeResult(double desired, TimeSpan now)
    {
        if (_cluster is not { IsSent: true } cluster || cluster.Result() is not { } result)
        {
            return null;
        }

        _cluster = null;
        if (result > 0.7 * cluster.BitsPerSecond && desired > 1.05 * result)
        {
            Start(Math.Min(desired, NextFactor * result), now);
        }

        return result;
    }

    private static bool IsWanted(double estimate, double desired) => desired > 1.05 * estimate;

    private static TimeSpan Latest(TimeSpan one, TimeSpan? other) => other > one ? other.Value : one;

    private void Start(double bitsPerSecond, TimeSpan now)
    {
        _lastId = _lastId == ushort.MaxValue ? (ushort)1 : (ushort)(_lastId + 1); // 0 is no cluster
        _cluster = new ProbeCluster(_lastId, bitsPerSecond, now);
        _nextAt = now + Interval;
    }
}
