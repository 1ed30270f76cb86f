using Switchroom.Server.Phone;

namespace Switchroom.Server.Tests.Phone;

public sealed class CallDeadlinesTests
{
    private readonly CallDeadlines _deadlines = new();

    [Fact]
    public void GivesCallsInTheOrderOfTheirDeadlinesAndEachOnce()
    {
        _deadlines.Watch("b", Seconds(2));
        _deadlines.Watch("a", Seconds(1));
        _deadlines.Watch("none", null);

        Assert.Equal(Seconds(1), _deadlines.Next);
        Assert.Equal([], Due(0.9));
        Assert.Equal(["a", "b"], Due(3));
        Assert.Null(_deadlines.Next);
    }

    [Fact]
    public void ADeadlineThatMovesEarlierCountsAtItsNewTimeAndNotTwice()
    {
        _deadlines.Watch("a", Seconds(5));
        _deadlines.Watch("a", Seconds(1));
        Assert.Equal(["a"], Due(1));
        Assert.Equal([], Due(9));
    }

    [Fact]
    public void ADeadlineThatMovesLaterIsLookedAtAtItsOldTimeAndWatchedAgain()
    {
        _deadlines.Watch("a", Seconds(1));
        _deadlines.Watch("a", Seconds(5));
        Assert.Equal(["a"], Due(1));
        _deadlines.Watch("a", Seconds(5));
        Assert.Equal(Seconds(5), _deadlines.Next);
    }

    [Fact]
    public void ACallThatIsGoneIsNotGiven()
    {
        _deadlines.Watch("a", Seconds(1));
        _deadlines.Forget("a");
        Assert.Equal([], Due(9));
        Assert.Null(_deadlines.Next);
    }

    private List<string> Due(double seconds)
    {
        List<string> due = [];
        while (_deadlines.TryTakeDue(TimeSpan.FromSeconds(seconds), out var id))
        {
            due.Add(id);
        }

        return due;
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
