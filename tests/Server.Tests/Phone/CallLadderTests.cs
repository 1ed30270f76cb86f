using System.Net;
using System.Text;
using Switchroom.Server.Phone;
using Switchroom.Sip.Calls;
using Switchroom.Sip.Flows;

namespace Switchroom.Server.Tests.Phone;

public sealed class CallLadderTests
{
    private static readonly FlowId Flow = new(SipTransport.Udp, new IPEndPoint(IPAddress.Loopback, 1), new IPEndPoint(IPAddress.Loopback, 2));

    [Fact]
    public void AUsualCallKeepsAllItsMessages()
    {
        var ladder = LadderOf(CallLadder.MostFirst + CallLadder.MostLast);

        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"INFO sip:{i} SIP/2.0"), LadderView.Of(ladder).Select(row => row.Summary));
    }

    [Fact]
    public void OfAFloodTheFirstAndTheLastAreKeptAndThoseBetweenCounted()
    {
        var rows = LadderView.Of(LadderOf(100_000));

        Assert.Equal(251, rows.Count);
        Assert.Equal(("INFO sip:199 SIP/2.0", 199), (rows[199].Summary, rows[199].At));
        Assert.Equal(new LadderView(199, "none", "99750 messages were not kept", ""), rows[200]);
        Assert.Equal("INFO sip:99950 SIP/2.0", rows[201].Summary);
        Assert.Equal("INFO sip:99999 SIP/2.0", rows[^1].Summary);
    }

    [Fact]
    public void OfAHugeMessageTheBeginningIsKept()
    {
        var ladder = new CallLadder();
        ladder.Add(new LadderEntry(default, false, Flow, new byte[60_000]));

        Assert.Equal(CallLadder.LongestMessage, Assert.Single(ladder.First).Raw.Length);
    }

    [Fact]
    public void ACallThatCarriesAnotherOnHasItsMessagesToo()
    {
        var ladder = new CallLadder();
        ladder.TakeFrom(LadderOf(300));
        ladder.Add(Entry(300));

        Assert.Equal((200, 51, 50), (ladder.First.Count, ladder.LeftOut, ladder.Last.Count));
        Assert.Equal("INFO sip:300 SIP/2.0", ladder.Last.Last().Summary);
    }

    [Fact]
    public void ACallWithoutAnyMessageShowsNone() => Assert.Empty(LadderView.Of(new CallLadder()));

    private static CallLadder LadderOf(int count)
    {
        var ladder = new CallLadder();
        for (var i = 0; i < count; i++)
        {
            ladder.Add(Entry(i));
        }

        return ladder;
    }

    private static LadderEntry Entry(int i) => new(TimeSpan.FromSeconds(i), IsSent: false, Flow, Encoding.UTF8.GetBytes($"INFO sip:{i} SIP/2.0\r\n\r\n"));
}
