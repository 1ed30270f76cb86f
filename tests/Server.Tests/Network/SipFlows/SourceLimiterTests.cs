using System.Net;
using Switchroom.Server.Network.SipFlows;

namespace Switchroom.Server.Tests.Network.SipFlows;

public sealed class SourceLimiterTests
{
    private static readonly IPAddress Noisy = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Calm = IPAddress.Parse("192.0.2.2");

    [Fact]
    public void LetsABurstThroughAndThenTheRate()
    {
        var limiter = new SourceLimiter(perSecond: 10, burst: 20);

        Assert.Equal(20, Enumerable.Range(0, 100).Count(_ => limiter.TryTake(Noisy, TimeSpan.Zero)));
        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => limiter.TryTake(Noisy, TimeSpan.FromSeconds(1))));
        Assert.True(limiter.TryTake(Calm, TimeSpan.FromSeconds(1)));
        Assert.Equal(170, limiter.Refused);
    }

    [Fact]
    public void RemembersABoundedNumberOfSources()
    {
        var limiter = new SourceLimiter(perSecond: 1, burst: 2, maxSources: 100);
        Assert.True(limiter.TryTake(Noisy, TimeSpan.Zero));

        for (var i = 0; i < 10_000; i++)
        {
            Assert.True(limiter.TryTake(new IPAddress(i + 1_000_000L), TimeSpan.FromMilliseconds(i)));
        }
    }
}
