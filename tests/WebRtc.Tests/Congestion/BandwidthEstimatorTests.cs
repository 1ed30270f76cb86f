namespace Switchroom.WebRtc.Tests.Congestion;

public sealed class BandwidthEstimatorTests
{
    [Theory]
    [InlineData(300_000)]
    [InlineData(1_000_000)]
    [InlineData(3_000_000)]
    [InlineData(10_000_000)]
    public void SettlesWithinAFifthUnderTheCapacityWithinTenSeconds(double capacity)
    {
        var path = new SimulatedBottleneck(capacity);
        var sender = new SimulatedSender(path, 1_000_000);
        Run(0, 10, sender);
        var average = Average(10, 20, sender);
        Assert.InRange(average[0] / capacity, 0.8, 1.02);
    }

    [Fact]
    public void SettlesOnAPathWithJitterAndSomeLoss()
    {
        var path = new SimulatedBottleneck(2_000_000, seed: 7) { Jitter = TimeSpan.FromMilliseconds(8), Loss = 0.01 };
        var sender = new SimulatedSender(path, 500_000);
        Run(0, 10, sender);
        Assert.InRange(Average(10, 20, sender)[0] / 2_000_000, 0.7, 1.05);
    }

    [Fact]
    public void FollowsADropWithinThreeSecondsAndRecoversWithinTen()
    {
        var path = new SimulatedBottleneck(3_000_000);
        var sender = new SimulatedSender(path, 1_000_000);
        Run(0, 15, sender);
        path.BitsPerSecond = 800_000;
        Run(15, 18, sender);
        Assert.InRange(Average(18, 22, sender)[0], 500_000, 850_000);
        path.BitsPerSecond = 3_000_000;
        Run(22, 32, sender);
        Assert.InRange(Average(32, 36, sender)[0], 2_400_000, 3_060_000);
    }

    [Fact]
    public void SharesAPathFairlyBetweenTwo()
    {
        var path = new SimulatedBottleneck(4_000_000);
        var first = new SimulatedSender(path, 1_000_000);
        var second = new SimulatedSender(path, 300_000, TimeSpan.FromSeconds(8));
        Run(0, 30, first, second);
        var average = Average(30, 60, first, second);
        Assert.InRange(average[0] / average[1], 0.5, 2);
        Assert.InRange((average[0] + average[1]) / 4_000_000, 0.75, 1.03);
    }

    [Fact]
    public void YieldsToHeavyLoss()
    {
        var path = new SimulatedBottleneck(50_000_000, seed: 3) { Loss = 0.3 };
        var sender = new SimulatedSender(path, 2_000_000);
        sender.Estimator.DesiredBitrate = 0;
        Run(0, 10, sender);
        Assert.True(sender.Estimator.TargetBitrate < 700_000, $"{sender.Estimator.TargetBitrate}");
        Assert.InRange(sender.Estimator.LossFraction, 0.15, 0.45);
    }

    [Fact]
    public void IsBoundedByTheReceiversEstimate()
    {
        var sender = new SimulatedSender(new SimulatedBottleneck(10_000_000), 1_000_000);
        sender.Estimator.HandleReceiverEstimate(700_000);
        Run(0, 3, sender);
        Assert.Equal(700_000, sender.Estimator.TargetBitrate);
    }

    private static void Run(double from, double to, params SimulatedSender[] senders) => Average(from, to, senders);

    private static double[] Average(double from, double to, params SimulatedSender[] senders)
    {
        var sums = new double[senders.Length];
        var steps = 0;
        for (var ms = from * 1000; ms < to * 1000; ms++, steps++)
        {
            for (var i = 0; i < senders.Length; i++)
            {
                senders[i].Step(TimeSpan.FromMilliseconds(ms));
                sums[i] += senders[i].Estimator.TargetBitrate;
            }
        }

        return [.. sums.Select(sum => sum / steps)];
    }
}
