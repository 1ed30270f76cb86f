using Switchroom.Server.Phone;

namespace Switchroom.Server.Tests.Phone;

/// <summary>The timers of <c>dialout_config</c>, at exact moments.</summary>
public sealed class IdleTimerTests
{
    private static readonly IdleLimits TenAndThirty = new(Waiting: Seconds(10), AfterConversation: Seconds(30));

    [Fact]
    public void WaitingCountsFromTheAnswerWhileNobodyHasCome()
    {
        var timer = new IdleTimer(TenAndThirty);

        timer.Update(webUsers: 0, otherParties: 0, answered: false, Seconds(1));
        Assert.Null(timer.Due);
        timer.Update(webUsers: 0, otherParties: 0, answered: true, Seconds(5));
        timer.Update(webUsers: 0, otherParties: 0, answered: true, Seconds(9));

        Assert.Equal(Seconds(15), timer.Due);
    }

    [Fact]
    public void AnotherDialledPartyIsCompanyWhileNobodyHasCome()
    {
        var timer = new IdleTimer(TenAndThirty);
        timer.Update(0, otherParties: 1, answered: true, Seconds(5));
        Assert.Null(timer.Due);
        timer.Update(0, otherParties: 0, answered: true, Seconds(7));
        Assert.Equal(Seconds(17), timer.Due);
    }

    [Fact]
    public void WithoutAWaitingLimitAPhoneMayBeAloneForEver()
    {
        var timer = new IdleTimer(new IdleLimits(TimeSpan.Zero, TimeSpan.Zero));
        timer.Update(0, 0, answered: true, Seconds(5));
        Assert.Null(timer.Due);
    }

    [Fact]
    public void TheOtherLimitCountsOnceTheLastWebUserHasLeftWhoeverElseIsOnThePhone()
    {
        var timer = new IdleTimer(TenAndThirty);
        timer.Update(webUsers: 1, otherParties: 0, answered: true, Seconds(5));
        Assert.Null(timer.Due);
        timer.Update(webUsers: 0, otherParties: 1, answered: true, Seconds(60));
        Assert.Equal(Seconds(90), timer.Due);
    }

    [Fact]
    public void ZeroHangsUpInTheMomentTheLastWebUserLeavesEvenBeforeTheAnswer()
    {
        var timer = new IdleTimer(new IdleLimits(TimeSpan.Zero, TimeSpan.Zero));
        timer.Update(webUsers: 1, otherParties: 0, answered: false, Seconds(5));
        timer.Update(webUsers: 0, otherParties: 0, answered: false, Seconds(6));
        Assert.Equal(Seconds(6), timer.Due);
    }

    [Fact]
    public void AVisitThatIsOverWhenTheRoomIsLookedAtCounts()
    {
        var timer = new IdleTimer(new IdleLimits(TimeSpan.Zero, TimeSpan.Zero));
        timer.Visit();
        timer.Update(webUsers: 0, otherParties: 0, answered: false, Seconds(6));
        Assert.Equal(Seconds(6), timer.Due);
    }

    [Fact]
    public void AVisitThatIsOverWhenTheRoomIsLookedAtEndsTheWaitingThatItInterrupted()
    {
        var timer = new IdleTimer(TenAndThirty);
        timer.Update(webUsers: 0, otherParties: 0, answered: true, Seconds(1));
        timer.Visit();
        timer.Update(webUsers: 0, otherParties: 0, answered: true, Seconds(6));
        Assert.Equal(Seconds(36), timer.Due);
    }

    [Fact]
    public void WhoeverComesBackInTimeStopsTheTimer()
    {
        var timer = new IdleTimer(TenAndThirty);
        timer.Update(webUsers: 1, otherParties: 0, answered: true, Seconds(5));
        timer.Update(webUsers: 0, otherParties: 0, answered: true, Seconds(6));
        timer.Update(webUsers: 1, otherParties: 0, answered: true, Seconds(20));
        Assert.Null(timer.Due);
        timer.Update(webUsers: 0, otherParties: 0, answered: true, Seconds(40));
        Assert.Equal(Seconds(70), timer.Due);
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
