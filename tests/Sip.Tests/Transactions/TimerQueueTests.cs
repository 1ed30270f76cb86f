using Switchroom.Sip.Transactions;

namespace Switchroom.Sip.Tests.Transactions;

public sealed class TimerQueueTests
{
    [Fact]
    public void FiresInOrderOfTimeAndThenOfArming()
    {
        var random = new Random(7);
        var queue = new TimerQueue();
        var owner = new Owner();
        var expected = new List<(TimeSpan At, int Order, Deadline Deadline)>();
        for (var i = 0; i < 2000; i++)
        {
            var at = TimeSpan.FromMilliseconds(random.Next(500));
            Deadline? armed = queue.Arm(at, owner, TimerName.TimerA);
            if (random.Next(3) == 0)
            {
                queue.Cancel(ref armed);
            }
            else
            {
                expected.Add((at, i, armed));
            }
        }

        expected.Sort((a, b) => (a.At, a.Order).CompareTo((b.At, b.Order)));
        Assert.Equal(expected.Count, queue.Count);
        foreach (var (_, _, deadline) in expected)
        {
            Assert.True(queue.TryTakeDue(TimeSpan.FromSeconds(1), out var due));
            Assert.Same(deadline, due);
        }

        Assert.Equal(0, queue.Count);
        Assert.Null(queue.Next);
    }

    [Fact]
    public void CancellingAFiredDeadlineDoesNothing()
    {
        var queue = new TimerQueue();
        Deadline? first = queue.Arm(TimeSpan.FromSeconds(1), new Owner(), TimerName.TimerA);
        queue.Arm(TimeSpan.FromSeconds(2), new Owner(), TimerName.TimerB);
        Assert.True(queue.TryTakeDue(TimeSpan.FromSeconds(1), out _));
        queue.Cancel(ref first);
        Assert.Equal(1, queue.Count);
        Assert.False(queue.TryTakeDue(TimeSpan.FromSeconds(1.9), out _));
    }

    private sealed class Owner : ITimed
    {
        public void HandleTimer(TimerName name, TimeSpan now)
        {
        }
    }
}
