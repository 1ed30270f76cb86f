using FsCheck.Xunit;
using Switchroom.Rooms.Forwarding;

namespace Switchroom.Rooms.Tests.Forwarding;

public class CounterRewriterTests
{
    [Property]
    public bool WhatIsSentInOrderHasNoGaps(ushort start, bool[] sent)
    {
        var rewriter = new CounterRewriter(16);
        rewriter.SwitchTo(start);
        var numbers = new List<int>();
        for (var i = 0; i < sent.Length; i++)
        {
            var number = (start + i) & 0xffff;
            if (!sent[i] && i > 0)
            {
                rewriter.Drop(number);
            }
            else if (rewriter.TryMap(number, out var mapped))
            {
                numbers.Add(mapped);
            }
        }

        return numbers.SequenceEqual(Enumerable.Range(0, numbers.Count).Select(i => (start + i) & 0xffff));
    }

    [Fact]
    public void ALatePacketTakesThePlaceKeptForIt()
    {
        var rewriter = new CounterRewriter(16);
        rewriter.SwitchTo(100);
        Assert.Equal(100, Map(rewriter, 100));
        rewriter.Drop(101);
        Assert.Equal(102, Map(rewriter, 103));
        rewriter.Drop(104);
        Assert.Equal(103, Map(rewriter, 105));

        Assert.Equal(101, Map(rewriter, 102));
        Assert.Null(Map(rewriter, 104));
        Assert.Null(Map(rewriter, 99));
    }

    [Fact]
    public void AnotherSourceContinuesTheCount()
    {
        var rewriter = new CounterRewriter(16);
        rewriter.SwitchTo(65_534);
        Assert.Equal(65_534, Map(rewriter, 65_534));
        Assert.Equal(0, Map(rewriter, 0));
        rewriter.SwitchTo(7_000);

        Assert.Equal(1, Map(rewriter, 7_000));
        Assert.Null(Map(rewriter, 6_999));
        Assert.Equal(3, Map(rewriter, 7_002));
        Assert.Equal(2, Map(rewriter, 7_001));
    }

    [Fact]
    public void ALatePacketOlderThanWhatIsRememberedIsLost()
    {
        var rewriter = new CounterRewriter(16);
        rewriter.SwitchTo(0);
        Map(rewriter, 0);
        for (var i = 2; i < 200; i++)
        {
            rewriter.Drop(i);
        }

        Assert.Null(Map(rewriter, 1));
    }

    private static int? Map(CounterRewriter rewriter, int number) => rewriter.TryMap(number, out var mapped) ? mapped : null;
}
