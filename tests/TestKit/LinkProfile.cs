namespace Switchroom.TestKit;

/// <summary>How a simulated path treats datagrams. All randomness comes from the network's seed.</summary>
public sealed record LinkProfile
{
    /// <summary>A path that delivers everything, in order, after one millisecond.</summary>
    public static readonly LinkProfile Clean = new();

    /// <summary>Fixed one-way delay.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Added delay, uniform in [0, Jitter). Jitter above the packet interval reorders.</summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.Zero;

    /// <summary>Probability of losing a datagram, 0..1.</summary>
    public double Loss { get; init; }

    /// <summary>Probability of delivering a datagram twice, 0..1; the copy takes its own jitter.</summary>
    public double Duplication { get; init; }

    /// <summary>Bytes per second the link carries; 0 is unlimited. Excess waits in a queue of <see cref="QueueLimit"/>.</summary>
    public double BytesPerSecond { get; init; }

    /// <summary>Longest time a datagram may wait for a limited link before it is dropped (drop-tail).</summary>
    public TimeSpan QueueLimit { get; init; } = TimeSpan.FromMilliseconds(200);
}
