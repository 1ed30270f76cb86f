namespace Switchroom.Server.Events;

/// <summary>What happens to a message, and to its webhook, after one attempt to deliver it.</summary>
/// <param name="RetryAfter">When to try the same message again; null when it is finished, delivered or not.</param>
/// <param name="Dropped">The message is given up.</param>
/// <param name="FailedCount">The webhook's new count of consecutive failures.</param>
/// <param name="Trips">The webhook goes to FAILED: nothing is sent until it is updated.</param>
internal readonly record struct RetryDecision(TimeSpan? RetryAfter, bool Dropped, int FailedCount, bool Trips)
{
    /// <summary>Consecutive failures after which a circuit breaker opens.</summary>
    public const int CircuitBreakerLimit = 3;

    /// <summary>Attempts for one message in exponential mode.</summary>
    public const int ExponentialAttempts = 5;

    /// <summary>Longest wait between two attempts in exponential mode.</summary>
    public static readonly TimeSpan LongestBackoff = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BreakerPause = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Decides by the rules of <c>daily-api.md</c> 7.2. A circuit breaker tries the same message until the third failure in a row opens it
    /// (the message stays, to be sent first once the webhook works again); exponential mode gives each message five attempts, 5 s, 35 s, 4 min
    /// and 15 min apart, and never opens.
    /// </summary>
    /// <param name="exponential">The webhook's <c>retryType</c> is <c>exponential</c>.</param>
    /// <param name="delivered">The receiver answered 200.</param>
    /// <param name="attempts">Attempts made for this message, this one included.</param>
    /// <param name="failedCount">The webhook's count of consecutive failures before this attempt.</param>
    public static RetryDecision After(bool exponential, bool delivered, int attempts, int failedCount)
    {
        if (delivered)
        {
            return new RetryDecision(null, Dropped: false, FailedCount: 0, Trips: false);
        }

        if (!exponential)
        {
            var failures = failedCount + 1;
            return new RetryDecision(BreakerPause, Dropped: false, failures, Trips: failures >= CircuitBreakerLimit);
        }

        if (attempts >= ExponentialAttempts)
        {
            return new RetryDecision(null, Dropped: true, failedCount + 1, Trips: false);
        }

        var backoff = FirstBackoff * Math.Pow(7, attempts - 1);
        return new RetryDecision(backoff < LongestBackoff ? backoff : LongestBackoff, Dropped: false, failedCount + 1, Trips: false);
    }
}
