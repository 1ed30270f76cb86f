using Switchroom.WebRtc.Congestion;

namespace Switchroom.WebRtc.Tests.Congestion;

public sealed class ProbeScheduleTests
{
    [Fact]
    public void AProbeIsToldFromOtherPacketsHoweverManyWentBefore()
    {
        var probes = new ProbeSchedule();
        var now = TimeSpan.Zero;
        for (var i = 0; i < ushort.MaxValue + 10; i++)
        {
            now += TimeSpan.FromSeconds(3);
            probes.Update(estimate: 1e6, desired: 1e7, decreasedAt: null, now);

            Assert.NotEqual(0, probes.Send(290, now));
            probes.Cancel();
        }

        Assert.Equal(0, probes.Send(290, now));
    }
}
