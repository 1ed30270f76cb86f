using Switchroom.WebRtc.Congestion;

namespace Switchroom.WebRtc.Tests.Congestion;

public sealed class ReceivedRateTests
{
    [Fact]
    public void GoesOnWhenTheFarEndsClockGoesRound()
    {
        var (rate, day) = (new ReceivedRate(), TimeSpan.FromDays(6));
        for (var packet = 0; packet < 200; packet++)
        {
            rate.Add(day + TimeSpan.FromMilliseconds(10 * packet), 1000);
        }

        for (var packet = 0; packet < 200; packet++)
        {
            rate.Add(TimeSpan.FromMilliseconds(10 * packet) - day, 1000);
        }

        Assert.InRange(rate.BitsPerSecond, 780_000, 820_000);
    }
}
