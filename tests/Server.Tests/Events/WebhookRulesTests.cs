using Switchroom.Server.Events;

namespace Switchroom.Server.Tests.Events;

public sealed class WebhookRulesTests
{
    [Fact]
    public void SignsTimestampDotBodyWithTheDecodedSecret() =>
        // printf '%s' '1790000000000.{"a":1}' | openssl dgst -sha256 -hmac secret -binary | base64
        Assert.Equal("XKOXI1Y0b78gHkFLCanMM6HhfL99xnhD4jPOnSfqMZ8=", WebhookSignature.Sign("c2VjcmV0", "1790000000000", """{"a":1}"""));

    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(1, 2, false)]
    [InlineData(2, 3, true)]
    public void ACircuitBreakerOpensAtTheThirdFailureInARowAndKeepsTheMessage(int failedBefore, int failedAfter, bool trips)
    {
        var decision = RetryDecision.After(exponential: false, delivered: false, attempts: failedAfter, failedBefore);

        Assert.Equal(failedAfter, decision.FailedCount);
        Assert.Equal(trips, decision.Trips);
        Assert.False(decision.Dropped);
        Assert.NotNull(decision.RetryAfter);
    }

    [Fact]
    public void ASuccessResetsTheCount() =>
        Assert.Equal(new RetryDecision(null, false, 0, false), RetryDecision.After(exponential: false, delivered: true, attempts: 1, failedCount: 2));

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 35)]
    [InlineData(3, 245)]
    [InlineData(4, 900)]
    public void ExponentialModeBacksOffUpToFifteenMinutes(int attempts, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryDecision.After(exponential: true, delivered: false, attempts, failedCount: 40).RetryAfter);

    [Fact]
    public void ExponentialModeDropsAMessageAfterTheFifthAttemptAndNeverTrips()
    {
        var decision = RetryDecision.After(exponential: true, delivered: false, attempts: 5, failedCount: 99);

        Assert.True(decision.Dropped);
        Assert.False(decision.Trips);
        Assert.Null(decision.RetryAfter);
    }
}
